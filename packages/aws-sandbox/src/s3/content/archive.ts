import { AwsError } from '../../http/aws-error.ts';
import { textElement } from '../../http/xml.ts';
import type { StoredObject } from '../storage/bucket.ts';

const ARCHIVE_CLASSES = new Set(['GLACIER', 'DEEP_ARCHIVE']);

/**
 * Whether an object is archived, restored or not. A restore ends an archive tier of INTELLIGENT_TIERING: the object
 * returns to the frequent tier. An archive class stays, and its restored copy expires.
 */
export function isArchived({ metadata }: StoredObject, now: Date): boolean {
  if (ARCHIVE_CLASSES.has(metadata.storageClass ?? '')) return true;
  if (metadata.archiveTier === undefined) return false;
  return metadata.restore === undefined || metadata.restore.readyAtMs > now.getTime();
}

/** The state of a restore; undefined when there is none, or its copy has expired. */
export function restoreStatus(object: StoredObject, now: Date): RestoreStatus | undefined {
  const { restore, archiveTier } = object.metadata;
  if (restore === undefined || !isArchived(object, now)) return undefined;
  if (restore.readyAtMs > now.getTime()) return { isInProgress: true };
  if (archiveTier !== undefined || restore.expiresAtMs === undefined) return undefined;
  if (restore.expiresAtMs <= now.getTime()) return undefined;
  return { isInProgress: false, expiresAt: new Date(restore.expiresAtMs) };
}

export type RestoreStatus = { isInProgress: true } | { isInProgress: false; expiresAt: Date };

/** @throws AwsError InvalidObjectState for an archived object without a restored copy */
export function refuseArchived(object: StoredObject, now: Date): void {
  if (!isArchived(object, now) || restoreStatus(object, now)?.isInProgress === false) return;
  const { storageClass = 'GLACIER', archiveTier } = object.metadata;
  throw new AwsError(403, 'InvalidObjectState', "The operation is not valid for the object's storage class", {
    details: { StorageClass: storageClass, ...(archiveTier === undefined ? {} : { AccessTier: archiveTier }) },
  });
}

/** `x-amz-restore` and `x-amz-archive-status`. */
export function archiveHeaders(object: StoredObject, now: Date): Record<string, string> {
  const { archiveTier } = object.metadata;
  const headers: Record<string, string> = {};
  if (archiveTier !== undefined && isArchived(object, now)) headers['x-amz-archive-status'] = archiveTier;
  const status = restoreStatus(object, now);
  if (status?.isInProgress === true) headers['x-amz-restore'] = 'ongoing-request="true"';
  if (status?.isInProgress === false) {
    headers['x-amz-restore'] = `ongoing-request="false", expiry-date="${status.expiresAt.toUTCString()}"`;
  }
  return headers;
}

/** `<RestoreStatus>` of a listing; nothing for an object without a restore. */
export function restoreXml(object: StoredObject, now: Date): string {
  const status = restoreStatus(object, now);
  if (status === undefined) return '';
  const expiry = status.isInProgress ? '' : textElement('RestoreExpiryDate', status.expiresAt.toISOString());
  const inProgress = textElement('IsRestoreInProgress', status.isInProgress);
  return `<RestoreStatus>${inProgress}${expiry}</RestoreStatus>`;
}
