import type { ListedObject } from '../domain/verdict.ts';

/** The text of a listed page. */
export interface ListingText {
  /** What stands before the first object and after the last one. */
  frame: string;
  /** The objects, some dozens at a time. */
  pieces: Iterable<string>;
}

const OPEN = Buffer.from('<Contents>');
const CLOSE = Buffer.from('</Contents>');
/** A page takes 1.02 µs a key as one text of 400 KB, and 0.85 in texts of this size. */
const PIECE_BYTES = 16 * 1024;

/** Cuts a page between its objects. A key never contains a tag, because XML escapes `<` there. */
export function listingText(body: Buffer): ListingText {
  const first = body.indexOf(OPEN);
  if (first < 0) return { frame: body.toString(), pieces: [] };
  const last = body.lastIndexOf(CLOSE);
  const end = last < first ? first : last + CLOSE.length;
  return {
    frame: body.toString('utf8', 0, first) + body.toString('utf8', end),
    pieces: piecesOf(body, first, end),
  };
}

function* piecesOf(body: Buffer, first: number, end: number): Generator<string> {
  for (let at = first; at < end; ) {
    let close = body.lastIndexOf(CLOSE, at + PIECE_BYTES);
    if (close < at) close = body.indexOf(CLOSE, at);
    yield body.toString('utf8', at, close + CLOSE.length);
    at = close + CLOSE.length;
  }
}

/** As many share a text: one key that is kept for long keeps the text of all of them. */
const OBJECTS_A_TEXT = 32;

/**
 * Copies the texts of objects out of their page: they are slices of it, and V8 keeps it for as long as any of them. An
 * object then takes 306 bytes instead of 446, while thousands wait for the rest of their range; the copy takes 0.1 µs.
 */
export function copyTexts(objects: readonly ListedObject[]): void {
  for (let from = 0; from < objects.length; from += OBJECTS_A_TEXT) {
    const group = objects.slice(from, from + OBJECTS_A_TEXT);
    const parts = group.flatMap(({ key, etag, lastModified, storageClass }) => [
      key,
      etag,
      lastModified,
      storageClass ?? '',
    ]);
    const text = parts.join('');
    let at = 0;
    const next = (part: string) => {
      at += part.length;
      return text.slice(at - part.length, at);
    };
    for (const object of group) {
      object.key = next(object.key);
      object.etag = next(object.etag);
      object.lastModified = next(object.lastModified);
      object.storageClass &&= next(object.storageClass);
    }
  }
}
