import type { Connection } from '../domain/connection.ts';
import type { BucketSession } from '../domain/session.ts';
import type { OpenBucketSession } from './open-session.ts';

export interface ObjectLink {
  readonly href: string;
  readonly expiresAt: Date;
}

export interface LinkParts {
  openSession(connectionId: string): Promise<OpenBucketSession | undefined>;
  /** Signs a GET that ends at `seconds` from now. */
  sign(session: BucketSession, connection: Connection, objectKey: string, seconds: number): string;
  now(): Date;
}

const LINK_SECONDS = 15 * 60;
/** A link that dies before the browser uses it is worse than none. */
const SHORTEST_LINK_SECONDS = 5;

/**
 * A link straight to the object, for the lesser of 15 minutes and what is left of the session that signs it: with the
 * session the link dies. Undefined without a healthy connection, or for a key that is not under its prefix.
 */
export async function linkObject(
  parts: LinkParts,
  connectionId: string,
  objectKey: string,
): Promise<ObjectLink | undefined> {
  const opened = await parts.openSession(connectionId);
  if (!opened?.connection || !objectKey.startsWith(opened.connection.bucket.prefix)) return undefined;
  const now = parts.now().getTime();
  const secondsLeft = Math.floor((opened.session.expiresAt.getTime() - now) / 1000);
  const seconds = Math.min(LINK_SECONDS, secondsLeft);
  if (seconds < SHORTEST_LINK_SECONDS) return undefined;
  const href = parts.sign(opened.session, opened.connection, objectKey, seconds);
  return { href, expiresAt: new Date(now + seconds * 1000) };
}
