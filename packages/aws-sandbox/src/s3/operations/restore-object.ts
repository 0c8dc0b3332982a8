import { type Answer, emptyAnswer } from '../../http/answer.ts';
import { AwsError } from '../../http/aws-error.ts';
import { malformedXml, parseXml } from '../../http/xml.ts';
import { mayList, requireObjectAction } from '../access/permissions.ts';
import { bucketOf, type S3Call } from '../call/s3-call.ts';
import { accessDenied, invalidArgument, noSuchKey } from '../call/s3-errors.ts';
import { isArchived, restoreStatus } from '../content/archive.ts';
import { readDocument } from '../content/receive-body.ts';
import type { StoredObject } from '../storage/bucket.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** RestoreObject: makes an archived object readable after the time of the setting `restoreDelayMs`. */
export async function restoreObject(call: S3Call): Promise<Answer> {
  const bucket = bucketOf(call);
  const object = bucket.find(call.key);
  requireObjectAction(call, bucket, 's3:RestoreObject', call.key, object);
  const days = parseXml(await readDocument(call), 'RestoreRequest').textOf('Days');
  if (object === undefined) throw mayList(call, bucket) ? noSuchKey(call.key) : accessDenied();
  const now = call.request.receivedAt;
  if (!isArchived(object, now)) {
    throw new AwsError(403, 'InvalidObjectState', "Restore is not allowed for the object's current storage class", {
      details: { StorageClass: object.metadata.storageClass ?? 'STANDARD' },
    });
  }
  const keptMs = keptMsOf(object, days);
  const status = restoreStatus(object, now);
  if (status?.isInProgress) {
    throw new AwsError(409, 'RestoreAlreadyInProgress', 'Object restore is already in progress');
  }
  const readyAtMs = status === undefined ? now.getTime() + call.state.settings.restoreDelayMs : now.getTime();
  const restore = keptMs === undefined ? { readyAtMs } : { readyAtMs, expiresAtMs: readyAtMs + keptMs };
  bucket.metadata.set(call.key, { ...object.metadata, restore });
  return emptyAnswer(status === undefined ? 202 : 200);
}

/**
 * The lifetime of the restored copy in milliseconds; undefined for an archive tier, which the object then leaves.
 *
 * @throws AwsError MalformedXML, InvalidArgument for days with INTELLIGENT_TIERING
 * @see Amazon S3 API Reference, RestoreObject: "Days" must not be given for INTELLIGENT_TIERING
 */
function keptMsOf(object: StoredObject, days: string | undefined): number | undefined {
  if (object.metadata.archiveTier !== undefined) {
    if (days === undefined) return undefined;
    throw invalidArgument('Days must not be specified for the INTELLIGENT_TIERING storage class', 'Days', days);
  }
  const count = Number(days ?? '1');
  if (!Number.isInteger(count) || count < 1) throw malformedXml();
  return count * DAY_MS;
}
