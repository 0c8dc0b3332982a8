import { IMAGE_CONTENT_TYPES, VIDEO_CONTENT_TYPES } from '@bucket-sync/shared/contracts';
import type { LinkedObject, SignLink } from '../domain/ports.ts';
import type { OpenBucketSession } from '../domain/session.ts';

export interface ObjectLink {
  readonly href: string;
  readonly expiresAt: Date;
}

interface LinkParts {
  openSession(connectionId: string): Promise<OpenBucketSession | undefined>;
  sign: SignLink;
  now(): Date;
}

const LINK_SECONDS = 15 * 60;
/** The least time left for a link. A link that expires before the browser uses it is useless. */
const SHORTEST_LINK_SECONDS = 5;

/** Objects are often uploaded as binary/octet-stream. A browser would save a video of that type and not show it. */
const VIEWABLE: ReadonlySet<string> = new Set([...IMAGE_CONTENT_TYPES, ...VIDEO_CONTENT_TYPES]);

/**
 * A link directly to the object, for 15 minutes or the rest of its session, whichever is shorter. Undefined without a
 * healthy connection, or for a key that is not under its prefix.
 */
export async function linkObject(
  parts: LinkParts,
  connectionId: string,
  object: LinkedObject,
): Promise<ObjectLink | undefined> {
  const opened = await parts.openSession(connectionId);
  if (!opened?.connection || !object.key.startsWith(opened.connection.bucket.prefix)) return undefined;
  const now = parts.now().getTime();
  const secondsLeft = Math.floor((opened.session.expiresAt.getTime() - now) / 1000);
  const seconds = Math.min(LINK_SECONDS, secondsLeft);
  if (seconds < SHORTEST_LINK_SECONDS) return undefined;
  const contentType = VIEWABLE.has(object.contentType ?? '') ? object.contentType : undefined;
  const href = parts.sign(opened.session, opened.connection, { key: object.key, contentType }, seconds);
  return { href, expiresAt: new Date(now + seconds * 1000) };
}
