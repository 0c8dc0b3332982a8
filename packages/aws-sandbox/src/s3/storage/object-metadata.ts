import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

export type StorageClass = string;

export type ArchiveTier = 'ARCHIVE_ACCESS' | 'DEEP_ARCHIVE_ACCESS';

/** The metadata of an object. All fields are optional: a file that was copied in has none. */
export interface ObjectMetadata {
  contentType?: string;
  /** Other stored headers: cache-control, content-encoding, … and `x-amz-meta-*`. */
  headers?: Record<string, string>;
  storageClass?: StorageClass;
  /** Tier of an archived INTELLIGENT_TIERING object. */
  archiveTier?: ArchiveTier;
  /** Milliseconds since 1970; an archive tier's restore has no end. */
  restore?: { readyAtMs: number; expiresAtMs?: number };
  /** Encrypted by a key that only the customer has (SSE-C). */
  hasCustomerKey?: boolean;
  tags?: Record<string, string>;
  kmsKeyArn?: string;
  /** The account that owns the object, when it is not the bucket's owner. */
  ownerId?: string;
  /** Valid only for the file with this identity; a file changed by hand has an ETag and checksums of its own. */
  upload?: { file: string; etag: string; parts?: number; checksums?: Record<string, string> };
}

/**
 * The metadata of a bucket's objects, in `metadata.jsonl` outside the objects folder. Each change is one line of JSON;
 * the last line of a key is valid. A line that a kill cut off is ignored.
 */
export class MetadataLog {
  readonly #file: string;
  readonly #byKey = new Map<string, ObjectMetadata>();

  constructor(file: string) {
    this.#file = file;
    if (!existsSync(file)) return;
    const lines = readFileSync(file, 'utf8').split('\n');
    for (const line of lines) this.#take(line);
    if (lines.length > 2 * this.#byKey.size + 1000) this.#compact();
  }

  get(key: string): ObjectMetadata | undefined {
    return this.#byKey.get(key);
  }

  /** Undefined or empty metadata removes the key. */
  set(key: string, metadata: ObjectMetadata | undefined): void {
    const isEmpty = metadata === undefined || Object.values(metadata).every((value) => value === undefined);
    if (isEmpty && !this.#byKey.has(key)) return;
    if (isEmpty) this.#byKey.delete(key);
    else this.#byKey.set(key, metadata);
    appendFileSync(this.#file, `${JSON.stringify([key, isEmpty ? null : metadata])}\n`);
  }

  #take(line: string): void {
    if (!line.endsWith(']')) return;
    const [key, metadata] = JSON.parse(line) as [string, ObjectMetadata | null];
    if (metadata === null) this.#byKey.delete(key);
    else this.#byKey.set(key, metadata);
  }

  #compact(): void {
    const lines = [...this.#byKey].map((entry) => `${JSON.stringify(entry)}\n`);
    writeFileSync(`${this.#file}.new`, lines.join(''));
    renameSync(`${this.#file}.new`, this.#file);
  }
}
