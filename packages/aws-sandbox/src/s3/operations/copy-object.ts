import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Answer, xmlAnswer } from '../../http/answer.ts';
import { AwsError } from '../../http/aws-error.ts';
import { header } from '../../http/request.ts';
import { element, textElement, xmlDocument } from '../../http/xml.ts';
import { requireDecrypt, requireGenerateDataKey } from '../access/authorize-key.ts';
import { mayList, requireObjectAction } from '../access/permissions.ts';
import { bucketOf, type S3Call } from '../call/s3-call.ts';
import { accessDenied, invalidArgument, noSuchBucket, noSuchKey } from '../call/s3-errors.ts';
import { decodePath } from '../call/target.ts';
import { refuseArchived } from '../content/archive.ts';
import { type ByteRange, readRange } from '../content/byte-range.ts';
import { encryptionHeaders, metadataOfUpload, refuseCustomerKey } from '../content/object-headers.ts';
import { checkCopyPreconditions } from '../content/preconditions.ts';
import type { Bucket, StoredObject } from '../storage/bucket.ts';

export async function copyObject(call: S3Call): Promise<Answer> {
  const bucket = bucketOf(call);
  requireObjectAction(call, bucket, 's3:PutObject', call.key);
  const source = await readableSource(call);
  const replaces = header(call.request, 'x-amz-metadata-directive') === 'REPLACE';
  const asked = metadataOfUpload(call, bucket);
  const isItself = source.bucket === bucket && source.object.key === call.key;
  if (
    isItself &&
    !replaces &&
    asked.storageClass === undefined &&
    header(call.request, 'x-amz-server-side-encryption') === undefined
  ) {
    throw new AwsError(
      400,
      'InvalidRequest',
      'This copy request is illegal because it is trying to copy an object to itself without changing the ' +
        "object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
  const { contentType, headers } = replaces
    ? asked
    : { contentType: source.object.contentType, headers: source.object.metadata.headers };
  const replacesTags = header(call.request, 'x-amz-tagging-directive') === 'REPLACE';
  const tags = replacesTags ? asked.tags : source.object.metadata.tags;
  const metadata = {
    ...asked,
    ...(contentType === undefined ? {} : { contentType }),
    ...(headers === undefined ? {} : { headers }),
    ...(tags === undefined ? {} : { tags }),
  };
  if (tags !== undefined) requireObjectAction(call, bucket, 's3:PutObjectTagging', call.key);
  requireGenerateDataKey(call, metadata.kmsKeyArn);
  const copy = await copyBytes(source.object, bucket, undefined);
  const object = bucket.place(call.key, copy.file, copy.md5Hex, metadata);
  return copyAnswer('CopyObjectResult', copy.md5Hex, object.lastModified, encryptionHeaders(metadata));
}

export function copyAnswer(root: string, md5Hex: string, lastModified: Date, headers: Record<string, string>): Answer {
  const body = element(
    root,
    textElement('LastModified', lastModified.toISOString()),
    textElement('ETag', `"${md5Hex}"`),
  );
  return xmlAnswer(xmlDocument(body), 200, headers);
}

/** The object of `x-amz-copy-source`. @throws AwsError when the caller may not read it */
export async function readableSource(
  call: S3Call,
): Promise<{ bucket: Bucket; object: StoredObject; range: ByteRange | undefined }> {
  const text = header(call.request, 'x-amz-copy-source') ?? '';
  const [bucketName = '', ...rest] = decodePath(text.replace(/\?versionId=.*$/, ''))
    .replace(/^\//, '')
    .split('/');
  const key = rest.join('/');
  if (bucketName === '' || key === '') {
    throw invalidArgument(
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
      'x-amz-copy-source',
      text,
    );
  }
  const bucket = call.buckets.get(bucketName);
  if (bucket === undefined) throw noSuchBucket(bucketName);
  const object = bucket.find(key);
  requireObjectAction(call, bucket, 's3:GetObject', key, object);
  if (object === undefined) throw mayList(call, bucket) ? noSuchKey(key) : accessDenied();
  refuseCustomerKey(object);
  refuseArchived(object, call.request.receivedAt);
  requireDecrypt(call, object);
  checkCopyPreconditions(call.request, await bucket.etagOf(object), object.lastModified);
  return { bucket, object, range: readRange(header(call.request, 'x-amz-copy-source-range'), object.sizeBytes) };
}

/** Copies an object, or a range of it, into a file that can be moved into place. */
export async function copyBytes(
  object: StoredObject,
  bucket: Bucket,
  range: ByteRange | undefined,
): Promise<{ file: string; md5Hex: string; sizeBytes: number }> {
  const file = join(bucket.uploadsDirectory, `body-${randomUUID()}`);
  const md5 = createHash('md5');
  let sizeBytes = 0;
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      md5.update(chunk);
      sizeBytes += chunk.length;
      done(null, chunk);
    },
  });
  await pipeline(createReadStream(object.path, range ?? {}), hashing, createWriteStream(file));
  return { file, md5Hex: md5.digest('hex'), sizeBytes };
}
