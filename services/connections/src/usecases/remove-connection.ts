import type { Problem } from '@bucket-sync/shared/problem';
import type { Connection } from '../domain/connection.ts';
import type { Principals } from './principals.ts';
import { noConnection } from './update-connection.ts';

/** REMOVED: gone from IAM. SHARED: other connections stand on it. LATER: IAM did not answer; the sweep goes on trying. */
export type PrincipalFate = 'REMOVED' | 'SHARED' | 'LATER';

export interface RemovedConnection {
  /** As it was, with its role. */
  readonly connection: Connection;
  readonly principal: PrincipalFate;
  /** The organization's connections that are left, newest first. */
  readonly others: readonly Connection[];
}

export interface RemoveParts {
  connections: {
    find(organizationId: string, id: string): Promise<Connection | undefined>;
    remove(connection: Connection): Promise<boolean>;
    markPrincipalRemoved(id: string): Promise<void>;
    list(organizationId: string, datasetId: null): Promise<Connection[]>;
  };
  principals: Principals;
  sessions: { forget(connectionId: string): void };
  /** Told of what went wrong with IAM; the removal stands all the same. */
  onPrincipalLeft: (error: unknown, connectionId: string) => void;
}

/**
 * Removes a connection at once, and its principal where no trust can need it: one made for this connection alone goes,
 * since the connection never comes back; the shared one stays.
 */
export async function removeConnection(
  parts: RemoveParts,
  organizationId: string,
  id: string,
): Promise<RemovedConnection | Problem> {
  const connection = await parts.connections.find(organizationId, id);
  if (!connection || !(await parts.connections.remove(connection))) return noConnection();
  parts.sessions.forget(id);
  const others = await parts.connections.list(organizationId, null);
  return { connection, others, principal: await unmakePrincipal(parts, id, connection.principalArn) };
}

async function unmakePrincipal(parts: RemoveParts, id: string, principalArn: string): Promise<PrincipalFate> {
  const { principals, connections } = parts;
  if (!principals.isOwn(id, principalArn)) {
    await connections.markPrincipalRemoved(id);
    return 'SHARED';
  }
  try {
    await principals.remove(id);
    await connections.markPrincipalRemoved(id);
    return 'REMOVED';
  } catch (error) {
    parts.onPrincipalLeft(error, id);
    return 'LATER';
  }
}
