import type { Problem } from '@bucket-sync/shared/problem';
import type { Connection } from '../domain/connection.ts';
import type { Health } from '../domain/health.ts';
import type { CreateInput } from '../usecases/create-connection.ts';
import type { LinkedObject, ObjectLink } from '../usecases/link-object.ts';
import type { OpenBucketSession, WantedSession } from '../usecases/open-session.ts';
import type { Asker } from '../usecases/organization-reader.ts';
import type { RemovedConnection } from '../usecases/remove-connection.ts';
import type { UpdateInput } from '../usecases/update-connection.ts';

/** What the resolvers can ask for; the service makes it anew for each request, for one caller. */
export interface ConnectionsApi {
  readonly consoleOrigin: string;
  /** Many at once, in one statement a request. */
  load(id: string): Promise<Connection | undefined>;
  list(datasetId: string | null): Promise<Connection[]>;
  history(id: string, first: number): Promise<Health[]>;
  /** The name of another connection of the organization that uses the same role. */
  sharedWith(connection: Connection): Promise<string | undefined>;
  create(asker: Asker, input: CreateInput): Promise<Connection | Problem>;
  update(id: string, input: UpdateInput): Promise<Connection | Problem>;
  submitRole(id: string, roleArn: string): Promise<Connection | Problem>;
  check(id: string): Promise<Connection | Problem>;
  remove(id: string): Promise<RemovedConnection | Problem>;
  openSession(connectionId: string, wanted: WantedSession): Promise<OpenBucketSession | undefined>;
  link(connectionId: string, object: LinkedObject): Promise<ObjectLink | undefined>;
}
