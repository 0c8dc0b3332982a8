import type { Problem } from '@bucket-sync/shared/problem';
import type { Connection } from '../domain/connection.ts';

export interface WatchParts {
  claimDue(limit: number, againAfterSeconds: number): Promise<{ id: string; organizationId: string }[]>;
  check(organizationId: string, id: string): Promise<Connection | Problem>;
  onFailure(error: unknown, connectionId: string): void;
}

/** Concurrent checks. A check mostly waits for AWS: four leave a replica enough time for people's requests. */
const AT_ONCE = 4;
/** After this time another replica takes over the claim of a dead one. The slowest check takes a minute. */
const CLAIM_SECONDS = 600;

/** Checks the connections that are due. @returns the number checked */
export async function watchConnections({ claimDue, check, onFailure }: WatchParts): Promise<number> {
  const due = await claimDue(AT_ONCE, CLAIM_SECONDS);
  await Promise.all(
    due.map(({ organizationId, id }) => check(organizationId, id).catch((error: unknown) => onFailure(error, id))),
  );
  return due.length;
}
