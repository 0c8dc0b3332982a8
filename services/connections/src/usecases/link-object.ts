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

/**
 * The types that sync gives to images and videos. No browser runs one of them as a page. Objects are often uploaded
 * as binary/octet-stream, and a browser would save a video of that type instead of showing it.
 */
const VIEWABLE =
  /^(image\/(jpeg|png|webp|gif|bmp|tiff|heic|heif|avif)|video\/(mp4|quicktime|x-m4v|webm|x-matroska|x-msvideo))$/;

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
  const contentType = VIEWABLE.test(object.contentType ?? '') ? object.contentType : undefined;
  const href = parts.sign(opened.session, opened.connection, { key: object.key, contentType }, seconds);
  return { href, expiresAt: new Date(now + seconds * 1000) };
}
