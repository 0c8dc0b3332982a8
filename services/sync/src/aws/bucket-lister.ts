import { AppError } from '@bucket-sync/shared/errors';
import type { BucketLister, BucketTarget, ReadOptions } from '../domain/ports.ts';
import { freeBytes } from './free-bytes.ts';
import { parseListing, type RequestedPage } from './parse-listing.ts';
import type { BucketSession, S3Client } from './s3-client.ts';
import { encodeText } from './signing.ts';

/** Asks S3 to state in the listing whether an archived object was restored. */
const WITH_RESTORE_STATUS = { 'x-amz-optional-object-attributes': 'RestoreStatus' };

/** 1,000 keys of 1,024 bytes, percent-encoded, take 3 MB. */
const MOST_LISTING_BYTES = 16 * 1024 * 1024;

/**
 * Lists by ListObjectsV2 with StartAfter, which still works after a crash; a continuation token does not. `prefix` is
 * always sent, even when empty: the customer's policy has a condition on it, and an absent parameter fails the
 * condition.
 */
export function createBucketLister(s3: S3Client): BucketLister {
  const queryOf = ({ prefix, after }: RequestedPage, maxKeys: number) =>
    [
      'encoding-type=url',
      'list-type=2',
      `max-keys=${maxKeys}`,
      `prefix=${encodeText(prefix)}`,
      ...(after === null ? [] : [`start-after=${encodeText(after)}`]),
    ].join('&');

  const list = (
    target: BucketTarget,
    prefixOf: (session: BucketSession) => string,
    page: { after: string | null; maxKeys: number },
    options?: ReadOptions,
  ) => {
    let requested: RequestedPage;
    const request = {
      key: null,
      queryOf(session: BucketSession) {
        requested = { prefix: prefixOf(session), after: page.after };
        return queryOf(requested, page.maxKeys);
      },
      headers: WITH_RESTORE_STATUS,
      mostBytes: MOST_LISTING_BYTES,
      parse(body: Buffer) {
        try {
          return parseListing(body, requested);
        } finally {
          freeBytes(body);
        }
      },
    };
    return s3.get(target, request, options);
  };

  return {
    async listPage(target, after, options) {
      const page = await list(target, ({ prefix }) => prefix, { after, maxKeys: 1_000 }, options);
      const { objects, unstorableKeys, isTruncated } = page;
      return { objects, unstorableKeys, next: isTruncated ? objects.at(-1)!.key : null };
    },
    async find(target, key, options) {
      try {
        const page = await list(target, () => key, { after: null, maxKeys: 1 }, options);
        return page.objects.find((object) => object.key === key) ?? null;
      } catch (error) {
        // This key would sort before all keys that begin with it. The first listed key holds U+0000, so this key no
        // longer exists.
        if (error instanceof AppError && error.code === 'UNSTORABLE_KEYS') return null;
        throw error;
      }
    },
  };
}
