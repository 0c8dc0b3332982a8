import { AppError } from '@bucket-sync/shared/errors';
import type { BucketReader, BucketTarget, ReadableObject, ReadOptions } from '../domain/ports.ts';
import type { RangeReader } from '../domain/verdict.ts';
import { freeBytes } from './free-bytes.ts';
import type { S3Client } from './s3-client.ts';

/** Reads ranges of the listed version only. S3 answers 412 for another version; that becomes CHANGED_DURING_SYNC. */
export function createBucketReader(s3: S3Client): BucketReader {
  /** @param found  receives each body */
  const ranges =
    (target: BucketTarget, object: ReadableObject, options?: ReadOptions, found?: Buffer[]): RangeReader =>
    (offset, lengthBytes) => {
      if (lengthBytes <= 0 || offset >= object.sizeBytes) return Promise.resolve(Buffer.alloc(0));
      const last = Math.min(offset + lengthBytes, object.sizeBytes) - 1;
      const expected = last - offset + 1;
      const etag = `"${object.etag}"`;
      const headers = { range: `bytes=${offset}-${last}`, 'if-match': etag };
      const check = (body: Buffer) => {
        // The body is a proxy's page or is truncated: these are not the requested bytes.
        if (body.length !== expected) {
          throw new AppError('AWS_UNAVAILABLE', { why: `${body.length} of ${expected} bytes arrived` });
        }
        found?.push(body);
        return body;
      };
      const contentRange = `bytes ${offset}-${last}/${object.sizeBytes}`;
      const request = { key: object.key, query: '', headers, mostBytes: expected, contentRange, etag };
      return s3.get(target, () => request, check, options);
    };
  return {
    rangesOf: (target, object, options) => ranges(target, object, options),
    async withRanges(target, object, options, use) {
      const found: Buffer[] = [];
      try {
        return await use(ranges(target, object, options, found));
      } finally {
        for (const bytes of found) freeBytes(bytes);
      }
    },
  };
}
