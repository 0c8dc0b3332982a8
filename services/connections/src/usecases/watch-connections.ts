import type { Problem } from '@bucket-sync/shared/problem';
import type { Connection } from '../domain/connection.ts';

export interface WatchParts {
  claimDue(limit: number, againAfterSeconds: number): Promise<{ id: string; organizationId: string }[]>;
  check(organizationId: string, id: string): Promise<Connection | Problem>;
  onFailure(error: unknown, connectionId: string): void;
}

/** Each check waits mostly for AWS: four side by side keep one replica idle enough to answer people. */
const AT_ONCE = 4;
/** A replica that dies with its claim leaves it to another after this long; the slowest check takes a minute. */
const CLAIM_SECONDS = 600;

/** Checks the connections that are due. @returns how many */
export async function watchConnections({ claimDue, check, onFailure }: WatchParts): Promise<number> {
  const due = await claimDue(AT_ONCE, CLAIM_SECONDS);
  await Promise.all(
    due.map(({ organizationId, id }) => check(organizationId, id).catch((error: unknown) => onFailure(error, id))),
  );
  return due.length;
}
