import { AwsError } from '../../http/aws-error.ts';
import { header } from '../../http/request.ts';
import type { S3Call } from '../call/s3-call.ts';
import { invalidArgument } from '../call/s3-errors.ts';
import type { Bucket, StoredObject } from '../storage/bucket.ts';
import type { ObjectMetadata } from '../storage/object-metadata.ts';
import { tagHeaders, tagsOfUpload } from './tags.ts';

const STORED_HEADERS = ['cache-control', 'content-disposition', 'content-encoding', 'content-language', 'expires'];

const STORAGE_CLASSES = new Set(
  'STANDARD REDUCED_REDUNDANCY STANDARD_IA ONEZONE_IA INTELLIGENT_TIERING GLACIER DEEP_ARCHIVE GLACIER_IR'.split(' '),
);

/** The metadata in the headers of an upload. @throws AwsError InvalidArgument for an unknown storage class */
export function metadataOfUpload(call: S3Call, bucket: Bucket): ObjectMetadata {
  const { request } = call;
  const headers: Record<string, string> = {};
  for (const name of Object.keys(request.headers)) {
    const value = header(request, name);
    if (value === undefined || !(name.startsWith('x-amz-meta-') || STORED_HEADERS.includes(name))) continue;
    const kept = name === 'content-encoding' ? withoutAwsChunked(value) : value;
    if (kept !== '') headers[name] = kept;
  }
  const contentType = header(request, 'content-type');
  const storageClass = header(request, 'x-amz-storage-class');
  if (storageClass !== undefined && !STORAGE_CLASSES.has(storageClass)) {
    throw invalidArgument('The storage class you specified is not valid', 'x-amz-storage-class', storageClass);
  }
  const kmsKeyArn = keyOfUpload(call, bucket);
  const ownerId = ownerOfUpload(call, bucket);
  const tags = tagsOfUpload(call);
  return {
    ...(contentType === undefined ? {} : { contentType }),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...(storageClass === undefined || storageClass === 'STANDARD' ? {} : { storageClass }),
    ...(kmsKeyArn === undefined ? {} : { kmsKeyArn }),
    ...(ownerId === undefined ? {} : { ownerId }),
    ...(tags === undefined ? {} : { tags }),
  };
}

function withoutAwsChunked(encoding: string): string {
  const codings = encoding.split(',').map((coding) => coding.trim());
  return codings.filter((coding) => coding !== 'aws-chunked').join(',');
}

function keyOfUpload(call: S3Call, bucket: Bucket): string | undefined {
  const encryption = header(call.request, 'x-amz-server-side-encryption');
  if (encryption === undefined) return bucket.configuration.kmsKeyArn;
  if (encryption === 'AES256') return undefined;
  if (encryption !== 'aws:kms') {
    throw invalidArgument(
      'The encryption method specified is not supported',
      'x-amz-server-side-encryption',
      encryption,
    );
  }
  const key = header(call.request, 'x-amz-server-side-encryption-aws-kms-key-id');
  if (key === undefined) return bucket.configuration.kmsKeyArn;
  const accountId = call.caller?.account.accountId ?? bucket.configuration.ownerId;
  return key.startsWith('arn:') ? key : `arn:aws:kms:${bucket.configuration.region}:${accountId}:key/${key}`;
}

/** The writer's account, when the bucket's ownership setting makes it the owner; undefined: the bucket's owner. */
function ownerOfUpload(call: S3Call, bucket: Bucket): string | undefined {
  const { objectOwnership = 'BucketOwnerEnforced', ownerId } = bucket.configuration;
  const writer = call.caller?.account.accountId;
  if (objectOwnership === 'BucketOwnerEnforced' || writer === undefined || writer === ownerId) return undefined;
  const givesAway = header(call.request, 'x-amz-acl') === 'bucket-owner-full-control';
  return objectOwnership === 'BucketOwnerPreferred' && givesAway ? undefined : writer;
}

/** @throws AwsError InvalidRequest for an object under SSE-C: every read needs the key, which no caller sends here */
export function refuseCustomerKey(object: StoredObject): void {
  if (object.metadata.hasCustomerKey !== true) return;
  throw new AwsError(
    400,
    'InvalidRequest',
    'The object was stored using a form of Server Side Encryption. The correct parameters must be provided to ' +
      'retrieve the object.',
  );
}

/** The headers of GetObject and HeadObject, without those of the length and the range. */
export function headersOfObject(object: StoredObject, etag: string): Record<string, string> {
  const { metadata } = object;
  return {
    etag: `"${etag}"`,
    'last-modified': object.lastModified.toUTCString(),
    'accept-ranges': 'bytes',
    'content-type': object.contentType,
    ...encryptionHeaders(metadata),
    ...(metadata.storageClass === undefined ? {} : { 'x-amz-storage-class': metadata.storageClass }),
    ...tagHeaders(metadata.tags),
    ...metadata.headers,
  };
}

export function encryptionHeaders(metadata: ObjectMetadata): Record<string, string> {
  if (metadata.kmsKeyArn === undefined) return { 'x-amz-server-side-encryption': 'AES256' };
  return {
    'x-amz-server-side-encryption': 'aws:kms',
    'x-amz-server-side-encryption-aws-kms-key-id': metadata.kmsKeyArn,
  };
}
