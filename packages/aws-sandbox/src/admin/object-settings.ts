import type { ArchiveTier, ObjectMetadata } from '../s3/storage/object-metadata.ts';

/** Changes of one object; an absent field stays as it is. */
export interface ObjectSettings {
  bucket: string;
  key: string;
  /** `GLACIER` and `DEEP_ARCHIVE` cannot be read until restored; `STANDARD` can. Ends a restore. */
  storageClass?: string;
  /** Archives an INTELLIGENT_TIERING object; null: back to its frequent tier. Ends a restore. */
  archiveTier?: ArchiveTier | null;
  /** ISO time at which the restored copy of an archive class expires; null: no restored copy. */
  restoredUntil?: string | null;
  /** Encrypted by a key that only the customer has (SSE-C): every read answers 400 InvalidRequest. */
  hasCustomerKey?: boolean;
  /** The KMS key that encrypts the object; null: none. */
  kmsKeyArn?: string | null;
  /** The account that owns the object; null: the bucket's owner. */
  ownerId?: string | null;
  /** Stored headers such as `content-encoding` and `x-amz-meta-…`; replaces those of the upload. */
  headers?: Record<string, string>;
  /** Replaces the tags of the upload. */
  tags?: Record<string, string>;
}

const FIELDS: Readonly<Record<keyof ObjectSettings, true>> = {
  bucket: true,
  key: true,
  storageClass: true,
  archiveTier: true,
  restoredUntil: true,
  hasCustomerKey: true,
  kmsKeyArn: true,
  ownerId: true,
  headers: true,
  tags: true,
};

/**
 * The metadata of an object after its settings were changed. Bytes, ETag and Last-Modified stay.
 *
 * @throws TypeError for an unknown field, a time that is no time, or an archive tier of another storage class
 */
export function withSettings(known: ObjectMetadata, settings: ObjectSettings): ObjectMetadata {
  const unknown = Object.keys(settings).find((name) => !(name in FIELDS));
  if (unknown !== undefined) throw new TypeError(`An object has no setting ${unknown}`);
  const { storageClass, archiveTier, restoredUntil, ownerId, kmsKeyArn, hasCustomerKey, headers, tags } = settings;
  const metadata: { [Field in keyof ObjectMetadata]: ObjectMetadata[Field] | undefined } = { ...known };
  if (storageClass !== undefined) {
    metadata.storageClass = storageClass === 'STANDARD' ? undefined : storageClass;
    metadata.archiveTier = undefined;
    metadata.restore = undefined;
  }
  if (archiveTier !== undefined) {
    metadata.archiveTier = archiveTier ?? undefined;
    metadata.restore = undefined;
  }
  if (metadata.archiveTier !== undefined && metadata.storageClass !== 'INTELLIGENT_TIERING') {
    throw new TypeError('Only objects of storage class INTELLIGENT_TIERING have an archiveTier');
  }
  if (restoredUntil !== undefined) metadata.restore = restoredUntil === null ? undefined : restoreUntil(restoredUntil);
  if (ownerId !== undefined) metadata.ownerId = ownerId ?? undefined;
  if (kmsKeyArn !== undefined) metadata.kmsKeyArn = kmsKeyArn ?? undefined;
  if (hasCustomerKey !== undefined) metadata.hasCustomerKey = hasCustomerKey || undefined;
  if (headers !== undefined) metadata.headers = headers;
  if (tags !== undefined) metadata.tags = tags;
  return Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== undefined));
}

function restoreUntil(text: string): { readyAtMs: number; expiresAtMs: number } {
  const expiresAtMs = Date.parse(text);
  if (Number.isNaN(expiresAtMs)) throw new TypeError(`restoredUntil must be an ISO time, not ${text}`);
  return { readyAtMs: 0, expiresAtMs };
}
