import { rmSync } from 'node:fs';
import { type Answer, emptyAnswer, xmlAnswer } from '../../http/answer.ts';
import { AwsError } from '../../http/aws-error.ts';
import { header } from '../../http/request.ts';
import { element, malformedXml, parseXml, textElement, xmlDocument } from '../../http/xml.ts';
import { requireGenerateDataKey } from '../access/authorize-key.ts';
import { requireObjectAction } from '../access/permissions.ts';
import { bucketOf, type S3Call } from '../call/s3-call.ts';
import { noSuchKey } from '../call/s3-errors.ts';
import { encryptionHeaders, metadataOfUpload } from '../content/object-headers.ts';
import { namesEtag, preconditionFailed } from '../content/preconditions.ts';
import { readDocument, receiveBody } from '../content/receive-body.ts';
import type { Bucket } from '../storage/bucket.ts';

export async function putObject(call: S3Call): Promise<Answer> {
  const bucket = bucketOf(call);
  requireObjectAction(call, bucket, 's3:PutObject', call.key);
  const metadata = metadataOfUpload(call, bucket);
  if (metadata.tags !== undefined) requireObjectAction(call, bucket, 's3:PutObjectTagging', call.key);
  requireGenerateDataKey(call, metadata.kmsKeyArn);
  const body = await receiveBody(call, bucket);
  try {
    await checkWriteConditions(call, bucket);
    bucket.place(call.key, body.file, body.md5Hex, metadata, { checksums: body.checksums });
  } catch (error) {
    rmSync(body.file, { force: true });
    throw error;
  }
  return emptyAnswer(200, { etag: `"${body.md5Hex}"`, ...encryptionHeaders(metadata), ...body.checksums });
}

/** `If-None-Match: *` allows only a new object; If-Match allows only the replacement of a known ETag. */
export async function checkWriteConditions(call: S3Call, bucket: Bucket): Promise<void> {
  const ifNoneMatch = header(call.request, 'if-none-match');
  const ifMatch = header(call.request, 'if-match');
  if (ifNoneMatch === undefined && ifMatch === undefined) return;
  const object = bucket.find(call.key);
  if (ifNoneMatch !== undefined && object !== undefined) throw preconditionFailed('If-None-Match');
  if (ifMatch === undefined) return;
  if (object === undefined) throw noSuchKey(call.key);
  if (!namesEtag(ifMatch, await bucket.etagOf(object))) throw preconditionFailed('If-Match');
}

export function deleteObject(call: S3Call): Answer {
  const bucket = bucketOf(call);
  requireObjectAction(call, bucket, 's3:DeleteObject', call.key, bucket.find(call.key));
  bucket.remove(call.key);
  return emptyAnswer(204);
}

const MOST_DELETED = 1000;

/** DeleteObjects. Each key is authorized and answered separately. */
export async function deleteObjects(call: S3Call): Promise<Answer> {
  const bucket = bucketOf(call);
  const xml = parseXml(await readDocument(call), 'Delete');
  const keys = xml.children('Object').map((object) => object.textOf('Key') ?? '');
  if (keys.length === 0 || keys.length > MOST_DELETED || keys.includes('')) throw malformedXml();
  const isQuiet = xml.textOf('Quiet')?.trim() === 'true';
  const results = keys.map((key) => {
    try {
      requireObjectAction(call, bucket, 's3:DeleteObject', key, bucket.find(key));
      bucket.remove(key);
      return isQuiet ? '' : element('Deleted', textElement('Key', key));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return element(
        'Error',
        textElement('Key', key),
        textElement('Code', error.code),
        textElement('Message', error.message),
      );
    }
  });
  return xmlAnswer(
    xmlDocument(`<DeleteResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${results.join('')}</DeleteResult>`),
  );
}
