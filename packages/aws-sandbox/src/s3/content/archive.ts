import { AwsError } from '../../http/aws-error.ts';
import type { StoredObject } from '../storage/bucket.ts';

const ARCHIVED = new Set(['GLACIER', 'DEEP_ARCHIVE']);

export function isArchived(object: StoredObject): boolean {
  return ARCHIVED.has(object.metadata.storageClass ?? '');
}

/** How the restoring of an archived object stands; undefined when none was asked for, or the copy is gone again. */
export function restoreStatus(object: StoredObject, now: Date): { isInProgress: boolean; expiresAt: Date } | undefined {
  const restore = object.metadata.restore;
  if (restore === undefined || restore.expiresAtMs <= now.getTime()) return undefined;
  return { isInProgress: restore.readyAtMs > now.getTime(), expiresAt: new Date(restore.expiresAtMs) };
}

/** @throws AwsError InvalidObjectState for an archived object that was not restored */
export function refuseArchived(object: StoredObject, now: Date): void {
  if (!isArchived(object)) return;
  const status = restoreStatus(object, now);
  if (status !== undefined && !status.isInProgress) return;
  throw new AwsError(403, 'InvalidObjectState', "The operation is not valid for the object's storage class", {
    details: { StorageClass: object.metadata.storageClass ?? 'GLACIER' },
  });
}

export function restoreHeaders(object: StoredObject, now: Date): Record<string, string> {
  const status = restoreStatus(object, now);
  if (status === undefined) return {};
  return {
    'x-amz-restore': status.isInProgress
      ? 'ongoing-request="true"'
      : `ongoing-request="false", expiry-date="${status.expiresAt.toUTCString()}"`,
  };
}
