import { AppError } from '@bucket-sync/shared/errors';
import type { BucketReader, ReadableObject } from '../domain/ports.ts';
import { freeBytes } from './free-bytes.ts';
import type { S3Client, S3Get } from './s3-client.ts';

/** Reads ranges of the listed version only. S3 answers 412 for another version; that becomes CHANGED_DURING_SYNC. */
export function createBucketReader(s3: S3Client): BucketReader {
  return {
    rangesOf(target, object, options) {
      const found: Buffer[] = [];
      return {
        // Not async: that would make a second promise for each read.
        read(offset, lengthBytes) {
          if (lengthBytes <= 0 || offset >= object.sizeBytes) return Promise.resolve(Buffer.alloc(0));
          return s3.get(target, new RangeRequest(object, offset, lengthBytes, found), options);
        },
        free() {
          for (const bytes of found) freeBytes(bytes);
        },
      };
    },
  };
}

/** Holds little while it waits for its answer: what it says is written when it is asked for. */
class RangeRequest implements S3Get<Buffer> {
  readonly #object: ReadableObject;
  readonly #offset: number;
  readonly #last: number;
  readonly #found: Buffer[];

  /** @param found  receives the bytes */
  constructor(object: ReadableObject, offset: number, lengthBytes: number, found: Buffer[]) {
    this.#object = object;
    this.#offset = offset;
    this.#last = Math.min(offset + lengthBytes, object.sizeBytes) - 1;
    this.#found = found;
  }

  get key(): string {
    return this.#object.key;
  }

  get mostBytes(): number {
    return this.#last - this.#offset + 1;
  }

  get headers(): Record<string, string> {
    return { range: `bytes=${this.#offset}-${this.#last}`, 'if-match': this.etag };
  }

  get contentRange(): string {
    return `bytes ${this.#offset}-${this.#last}/${this.#object.sizeBytes}`;
  }

  get etag(): string {
    return `"${this.#object.etag}"`;
  }

  queryOf(): string {
    return '';
  }

  parse(body: Buffer): Buffer {
    // The body is a proxy's page or is truncated: these are not the requested bytes.
    if (body.length !== this.mostBytes) {
      throw new AppError('AWS_UNAVAILABLE', { why: `${body.length} of ${this.mostBytes} bytes arrived` });
    }
    this.#found.push(body);
    return body;
  }
}
