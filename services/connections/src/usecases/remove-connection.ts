import type { Problem } from '@bucket-sync/shared/problem';
import type { PrincipalFate, RemovedConnection } from '../domain/aws/remedies/removal-message.ts';
import type { Connection } from '../domain/connection.ts';
import { noConnection } from '../domain/no-connection.ts';
import type { ConnectionStore, Principals } from '../domain/ports.ts';

interface RemoveParts {
  connections: Pick<ConnectionStore, 'find' | 'remove' | 'markPrincipalRemoved' | 'list'>;
  principals: Principals;
  sessions: { forget(connectionId: string): void };
  /** Called when IAM fails. The connection is removed all the same. */
  onPrincipalLeft: (error: unknown, connectionId: string) => void;
}

/**
 * Removes a connection at once. A principal of this connection alone is deleted, because the connection never returns.
 * A shared principal stays.
 */
export async function removeConnection(
  parts: RemoveParts,
  organizationId: string,
  id: string,
): Promise<RemovedConnection | Problem> {
  const connection = await parts.connections.find(organizationId, id);
  if (!connection || !(await parts.connections.remove(connection))) return noConnection();
  parts.sessions.forget(connection.id);
  const others = await parts.connections.list(organizationId, null);
  return { connection, others, principal: await deletePrincipal(parts, connection) };
}

async function deletePrincipal(parts: RemoveParts, { id, principalArn }: Connection): Promise<PrincipalFate> {
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
