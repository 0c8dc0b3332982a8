import { type Answer, emptyAnswer, xmlAnswer } from '../../http/answer.ts';
import { xmlDocument } from '../../http/xml.ts';
import { mayList, requireObjectAction } from '../access/permissions.ts';
import { bucketOf, type S3Call } from '../call/s3-call.ts';
import { accessDenied, noSuchKey } from '../call/s3-errors.ts';
import { readDocument } from '../content/receive-body.ts';
import { readTagging, tagSetXml } from '../content/tags.ts';
import type { Bucket, StoredObject } from '../storage/bucket.ts';

export function getObjectTagging(call: S3Call): Answer {
  const { object } = taggedObject(call, 's3:GetObjectTagging');
  const tagSet = tagSetXml(object.metadata.tags ?? {});
  return xmlAnswer(xmlDocument(`<Tagging xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${tagSet}</Tagging>`));
}

export async function putObjectTagging(call: S3Call): Promise<Answer> {
  const { bucket, object } = taggedObject(call, 's3:PutObjectTagging');
  bucket.metadata.set(call.key, { ...object.metadata, tags: readTagging(await readDocument(call)) });
  return emptyAnswer(200);
}

export function deleteObjectTagging(call: S3Call): Answer {
  const { bucket, object } = taggedObject(call, 's3:DeleteObjectTagging');
  bucket.metadata.set(call.key, { ...object.metadata, tags: undefined });
  return emptyAnswer(204);
}

function taggedObject(call: S3Call, action: string): { bucket: Bucket; object: StoredObject } {
  const bucket = bucketOf(call);
  const object = bucket.find(call.key);
  requireObjectAction(call, bucket, action, call.key, object);
  if (object === undefined) throw mayList(call, bucket) ? noSuchKey(call.key) : accessDenied();
  return { bucket, object };
}
