import { AppError } from '@bucket-sync/shared/errors';
import type { BucketReader } from '../domain/ports.ts';
import { freeBytes } from './free-bytes.ts';
import type { S3Client } from './s3-client.ts';

/** Reads ranges of the listed version only. S3 answers 412 for another version; that becomes CHANGED_DURING_SYNC. */
export function createBucketReader(s3: S3Client): BucketReader {
  const reader: Pick<BucketReader, 'rangesOf'> = {
    rangesOf: (target, object, options) => async (offset, lengthBytes) => {
      if (lengthBytes <= 0 || offset >= object.sizeBytes) return Buffer.alloc(0);
      const last = Math.min(offset + lengthBytes, object.sizeBytes) - 1;
      const expected = last - offset + 1;
      return s3.get(
        target,
        () => ({
          key: object.key,
          query: '',
          headers: { range: `bytes=${offset}-${last}`, 'if-match': `"${object.etag}"` },
          mostBytes: expected,
        }),
        (body) => {
          if (body.length === expected) return body;
          // The body is a proxy's page or is truncated: these are not the requested bytes.
          throw new AppError('AWS_UNAVAILABLE', { why: `${body.length} of ${expected} bytes arrived` });
        },
        options,
      );
    },
  };
  return {
    ...reader,
    async withRanges(target, object, options, use) {
      const read = reader.rangesOf(target, object, options);
      const found: Buffer[] = [];
      try {
        return await use(async (offset, lengthBytes) => {
          const bytes = await read(offset, lengthBytes);
          found.push(bytes);
          return bytes;
        });
      } finally {
        for (const bytes of found) freeBytes(bytes);
      }
    },
  };
}
