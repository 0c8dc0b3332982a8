import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, readdirSync, readFileSync, rmSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { writeJsonFile } from '../../state/json-file.ts';
import { contentTypeOf } from './content-type.ts';
import type { CorsRule } from './cors-rule.ts';
import { KeyWalk } from './key-walk.ts';
import { ObjectFolder } from './object-folder.ts';
import { MetadataLog, type ObjectMetadata } from './object-metadata.ts';

/** The properties of a bucket. */
export interface BucketConfiguration {
  name: string;
  ownerId: string;
  region: string;
  createdAt: string;
  cors?: CorsRule[];
  /** JSON text, principals by unique id. */
  policy?: string;
  /** The key that encrypts new objects by default. */
  kmsKeyArn?: string;
  requesterPays?: boolean;
  /** Listings have no EncodingType and plain keys, as those of some S3-compatible servers. */
  omitsEncodingType?: boolean;
  /** Default: BucketOwnerEnforced. */
  objectOwnership?: string;
}

/** An object at one moment. */
export interface StoredObject {
  key: string;
  path: string;
  sizeBytes: number;
  lastModified: Date;
  metadata: ObjectMetadata;
  contentType: string;
  /** Changes with every change of the file. */
  fileIdentity: string;
}

/** Files up to this size are hashed synchronously; larger ones as a stream. */
const HASH_AT_ONCE_BYTES = 1024 * 1024;

/** One bucket: a folder of objects, their metadata, and its configuration. */
export class Bucket {
  readonly configuration: BucketConfiguration;
  readonly directory: string;
  readonly objects: ObjectFolder;
  readonly metadata: MetadataLog;
  readonly keys: KeyWalk;
  readonly #etags = new Map<string, { file: string; etag: string }>();

  constructor(directory: string, configuration: BucketConfiguration) {
    this.directory = directory;
    this.configuration = configuration;
    mkdirSync(this.uploadsDirectory, { recursive: true });
    this.#dropTornUploads();
    this.objects = new ObjectFolder(directory);
    this.metadata = new MetadataLog(join(directory, 'metadata.jsonl'));
    this.keys = new KeyWalk(this.objects);
  }

  /** Unfinished uploads. The folder is on the file system of the objects, so a finished upload is moved in one step. */
  get uploadsDirectory(): string {
    return join(this.directory, 'uploads');
  }

  /** Removes bodies that were incomplete when the sandbox was killed. */
  #dropTornUploads(): void {
    for (const name of readdirSync(this.uploadsDirectory)) {
      if (name.startsWith('body-')) rmSync(join(this.uploadsDirectory, name));
    }
  }

  saveConfiguration(): void {
    writeJsonFile(join(this.directory, 'bucket.json'), this.configuration);
  }

  find(key: string): StoredObject | undefined {
    const found = this.objects.find(key);
    if (found === undefined) return undefined;
    const metadata = this.metadata.get(key) ?? {};
    return {
      key,
      path: found.path,
      sizeBytes: found.stats.size,
      lastModified: new Date(Math.floor(found.stats.mtimeMs / 1000) * 1000),
      metadata,
      contentType: metadata.contentType ?? contentTypeOf(key),
      fileIdentity: identityOf(found.stats),
    };
  }

  /** The ETag without quotes: from the upload, or the MD5 of the file, computed once for each change. */
  etagOf(object: StoredObject): string | Promise<string> {
    const upload = object.metadata.upload;
    if (upload?.file === object.fileIdentity) return upload.etag;
    const known = this.#etags.get(object.key);
    if (known?.file === object.fileIdentity) return known.etag;
    const keep = (etag: string): string => {
      this.#etags.set(object.key, { file: object.fileIdentity, etag });
      return etag;
    };
    if (object.sizeBytes > HASH_AT_ONCE_BYTES) return md5OfLargeFile(object.path).then(keep);
    return keep(createHash('md5').update(readFileSync(object.path)).digest('hex'));
  }

  /** Makes a finished file the object, with its metadata. */
  place(
    key: string,
    file: string,
    etag: string,
    metadata: ObjectMetadata,
    more: { parts?: number; checksums?: Record<string, string> } = {},
  ): StoredObject {
    this.objects.place(key, file);
    const found = this.objects.find(key)!;
    const identity = identityOf(found.stats);
    const isPlainMd5 = more.parts === undefined && Object.keys(more.checksums ?? {}).length === 0;
    this.#etags.set(key, { file: identity, etag });
    const contentType = metadata.contentType === contentTypeOf(key) ? undefined : metadata.contentType;
    this.metadata.set(key, {
      ...metadata,
      contentType,
      upload: isPlainMd5 ? undefined : { file: identity, etag, ...more },
    });
    return this.find(key)!;
  }

  remove(key: string): void {
    this.objects.remove(key);
    this.metadata.set(key, undefined);
    this.#etags.delete(key);
  }

  isEmpty(): boolean {
    let empty = true;
    this.keys.walk('', '', () => {
      empty = false;
      return 'stop';
    });
    return empty;
  }
}

function identityOf(stats: Stats): string {
  return `${stats.mtimeMs}-${stats.size}-${stats.ino}`;
}

async function md5OfLargeFile(path: string): Promise<string> {
  const hash = createHash('md5');
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest('hex');
}
