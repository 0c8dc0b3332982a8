import { AppError } from '@bucket-sync/shared/errors';
import type { BucketReader } from '../domain/ports.ts';
import { freeBytes } from './free-bytes.ts';
import type { S3Client } from './s3-client.ts';

/** Reads ranges of the listed version only. S3 answers 412 for another version; that becomes CHANGED_DURING_SYNC. */
export function createBucketReader(s3: S3Client): BucketReader {
  return {
    rangesOf(target, object, options) {
      const found: Buffer[] = [];
      const etag = `"${object.etag}"`;
      return {
        // Not async: that would make a second promise for each read.
        read(offset, lengthBytes) {
          if (lengthBytes <= 0 || offset >= object.sizeBytes) return Promise.resolve(Buffer.alloc(0));
          const last = Math.min(offset + lengthBytes, object.sizeBytes) - 1;
          const expected = last - offset + 1;
          const headers = { range: `bytes=${offset}-${last}`, 'if-match': etag };
          const check = (body: Buffer) => {
            // The body is a proxy's page or is truncated: these are not the requested bytes.
            if (body.length !== expected) {
              throw new AppError('AWS_UNAVAILABLE', { why: `${body.length} of ${expected} bytes arrived` });
            }
            found.push(body);
            return body;
          };
          const contentRange = `bytes ${offset}-${last}/${object.sizeBytes}`;
          const request = { key: object.key, query: '', headers, mostBytes: expected, contentRange, etag };
          return s3.get(target, () => request, check, options);
        },
        free() {
          for (const bytes of found) freeBytes(bytes);
        },
      };
    },
  };
}
