import { z } from 'zod';
import { LONGEST_KEY_BYTES } from '../aws/index.ts';

/**
 * The types of message fields. Each accepts only values that its column can store.
 *
 * This one is the id of an organization or the name of a subject, as in the bearer token: no control characters and no
 * half of a surrogate pair.
 */
export const id = z.string().regex(/^[^\p{Cc}\p{Cs}]{1,200}$/u);

/**
 * An id that our services make. It is in lower case, as PostgreSQL returns it, because ids are also compared as text.
 */
export const uuid = z.uuid().toLowerCase();

/** One check for all that a key may not be: each check takes 0.1 µs, and a message has 1,000 keys. */
export const objectKey = z
  .string()
  .refine(
    (key) => key.length > 0 && Buffer.byteLength(key) <= LONGEST_KEY_BYTES && isStorable(key),
    `not 1 to ${LONGEST_KEY_BYTES} bytes, or NUL, or half a character`,
  )
  .meta({ minLength: 1, maxLength: LONGEST_KEY_BYTES });

/** S3's ETags have some 40 characters; other servers are free to choose. */
export const etag = z.string().max(1024).refine(isStorable, 'NUL or half a character');

/**
 * Text from a file or a person, cut at `most` characters. Characters that cannot be stored are replaced, also the half
 * of a surrogate pair that the cut leaves.
 */
export const text = (most: number) => z.string().overwrite((value) => storable(value.slice(0, most)));

/** A bigint column; up to 2^53. */
export const count = z.number().int().nonnegative();
/** An integer column. */
export const smallCount = z.int32().nonnegative();

/** ISO 8601, UTC. PostgreSQL refuses year 0 and long fractions of a second. */
export const time = z.iso
  .datetime()
  .refine((value) => value.length <= 40 && !value.startsWith('0000'), 'a time that cannot be stored');

function isStorable(value: string): boolean {
  return !value.includes('\0') && value.isWellFormed();
}

/** PostgreSQL stores no U+0000, and jsonb no half of a surrogate pair: each is replaced by U+FFFD. */
export const storable = (value: string) =>
  isStorable(value) ? value : value.toWellFormed().replaceAll('\0', '\uFFFD');

/** The fields of every event of a connection. */
export const ofConnection = { organizationId: id, connectionId: uuid, datasetId: uuid };
export const byConnection = (data: { connectionId: string }) => data.connectionId;

/** The maximum of each kind in one batch. A page has 1,000 keys. */
export const MOST_FILES = 1_000;
