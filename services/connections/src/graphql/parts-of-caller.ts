import type { Caller } from '@bucket-sync/shared/auth';
import type { Problem } from '@bucket-sync/shared/problem';
import DataLoader from 'dataloader';
import type { RemovedConnection } from '../domain/aws/remedies/removal-message.ts';
import type { Connection } from '../domain/connection.ts';
import type { Health } from '../domain/health.ts';
import { overlapsOf } from '../domain/overlap.ts';
import type { CheckStore, ConnectionStore, LinkedObject } from '../domain/ports.ts';
import type { OpenBucketSession, SessionRequest } from '../domain/session.ts';
import type { CreateInput } from '../usecases/create-connection.ts';
import type { ObjectLink } from '../usecases/link-object.ts';
import type { UpdateInput } from '../usecases/update-connection.ts';

/** The functions for the resolvers of one request, each bound to the caller's organization. */
export interface ConnectionsParts {
  readonly consoleOrigin: string;
  /** Reads all connections of one request in one statement. */
  load(id: string): Promise<Connection | undefined>;
  /** As `load`, also a connection that was removed. */
  loadReferenced(id: string): Promise<Connection | undefined>;
  list(datasetId: string | null): Promise<Connection[]>;
  history(id: string, first: number): Promise<Health[]>;
  /** The other connections of the same dataset that read some of the same keys. */
  overlaps(connection: Connection): Promise<Connection[]>;
  /** The name of another connection of the organization that uses the same role. */
  sharedWith(connection: Connection): Promise<string | undefined>;
  create(caller: Caller, input: CreateInput): Promise<Connection | Problem>;
  update(id: string, input: UpdateInput): Promise<Connection | Problem>;
  submitRole(id: string, roleArn: string): Promise<Connection | Problem>;
  check(id: string): Promise<Connection | Problem>;
  remove(id: string): Promise<RemovedConnection | Problem>;
  openSession(connectionId: string, request: SessionRequest): Promise<OpenBucketSession | undefined>;
  link(connectionId: string, object: LinkedObject): Promise<ObjectLink | undefined>;
}

/** Finds a connection of one organization. */
export type FindConnection = ConnectionStore['find'];
type OpenSession = (id: string) => Promise<OpenBucketSession | undefined>;

/** The stores and the use cases. Each takes the organization as its first argument. */
export interface PartsSource {
  readonly consoleOrigin: string;
  readonly connections: Pick<ConnectionStore, 'findMany' | 'findReferenced' | 'list' | 'findOtherOfRole'>;
  readonly checks: Pick<CheckStore, 'history'>;
  create: ConnectionsParts['create'];
  update(organizationId: string, id: string, input: UpdateInput): Promise<Connection | Problem>;
  submitRole(organizationId: string, id: string, roleArn: string): Promise<Connection | Problem>;
  check(organizationId: string, id: string): Promise<Connection | Problem>;
  remove(organizationId: string, id: string): Promise<RemovedConnection | Problem>;
  openSession(
    find: FindConnection,
    organizationId: string,
    connectionId: string,
    request: SessionRequest,
  ): Promise<OpenBucketSession | undefined>;
  link(openSession: OpenSession, connectionId: string, object: LinkedObject): Promise<ObjectLink | undefined>;
}

/** Simultaneous requests share a statement. Nothing is cached, because a mutation may change it. */
const TOGETHER = { cache: false };

/** Binds everything to the caller's organization. A page of the Explorer requests fifty links of one connection. */
export function partsOfCaller({ organizationId }: Caller, source: PartsSource): ConnectionsParts {
  const { connections, checks } = source;
  const byId = loaderOf((ids) => connections.findMany(organizationId, ids));
  const byReference = loaderOf((ids) => connections.findReferenced(organizationId, ids));
  const byDataset = new DataLoader<string, Connection[]>(
    (ids) => Promise.all(ids.map((id) => connections.list(organizationId, id))),
    TOGETHER,
  );
  const load = (id: string) => byId.load(id);
  const openSession: ConnectionsParts['openSession'] = (id, request) =>
    source.openSession((_, connectionId) => load(connectionId), organizationId, id, request);
  const openForLink: OpenSession = (id) => openSession(id, { runId: null, insteadOf: null });
  return {
    consoleOrigin: source.consoleOrigin,
    load,
    loadReferenced: (id) => byReference.load(id),
    list: (datasetId) => connections.list(organizationId, datasetId),
    overlaps: async (connection) => overlapsOf(connection, await byDataset.load(connection.datasetId)),
    history: (id, first) => checks.history(organizationId, id, first),
    sharedWith: (connection) => connections.findOtherOfRole(connection),
    create: (caller, input) => source.create(caller, input),
    update: (id, input) => source.update(organizationId, id, input),
    submitRole: (id, roleArn) => source.submitRole(organizationId, id, roleArn),
    check: (id) => source.check(organizationId, id),
    remove: (id) => source.remove(organizationId, id),
    openSession,
    link: (connectionId, object) => source.link(openForLink, connectionId, object),
  };
}

function loaderOf(find: (ids: readonly string[]) => Promise<Connection[]>) {
  return new DataLoader<string, Connection | undefined>(async (ids) => {
    const found = new Map((await find(ids)).map((each) => [each.id, each]));
    return ids.map((id) => found.get(id));
  }, TOGETHER);
}
