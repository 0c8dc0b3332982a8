import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import type { Answer } from '../../http/answer.ts';
import { AwsError } from '../../http/aws-error.ts';
import { header } from '../../http/request.ts';
import { element, textElement, xmlDocument } from '../../http/xml.ts';
import { requireDecrypt } from '../access/authorize-key.ts';
import { mayList, requireObjectAction } from '../access/permissions.ts';
import { bucketOf, type S3Call } from '../call/s3-call.ts';
import { accessDenied, invalidArgument, noSuchKey } from '../call/s3-errors.ts';
import { archiveHeaders, refuseArchived } from '../content/archive.ts';
import { type ByteRange, readRange } from '../content/byte-range.ts';
import { headersOfObject, refuseCustomerKey } from '../content/object-headers.ts';
import { checkPreconditions } from '../content/preconditions.ts';
import type { Bucket, StoredObject } from '../storage/bucket.ts';

/** A range up to this size is read synchronously from the page cache; a larger one is streamed. */
const READ_AT_ONCE_BYTES = 1024 * 1024;

/** Query parameters of a signed link that set headers of the answer. */
const OVERRIDES: Readonly<Record<string, string>> = {
  'response-content-type': 'content-type',
  'response-content-language': 'content-language',
  'response-expires': 'expires',
  'response-cache-control': 'cache-control',
  'response-content-disposition': 'content-disposition',
  'response-content-encoding': 'content-encoding',
};

/** GetObject and HeadObject. HEAD has no body and also answers for an archived object. */
export async function readObject(call: S3Call): Promise<Answer> {
  const { request } = call;
  const bucket = bucketOf(call);
  const object = readableObject(call, bucket);
  const isHead = request.method === 'HEAD';
  if (!isHead) refuseArchived(object, request.receivedAt);
  requireDecrypt(call, object);
  const etag = await bucket.etagOf(object);
  checkPreconditions(request, etag, object.lastModified);
  const range = readRange(header(request, 'range'), object.sizeBytes);
  const length = range === undefined ? object.sizeBytes : range.end - range.start + 1;
  const headers: Record<string, string> = {
    ...headersOfObject(object, etag),
    ...archiveHeaders(object, request.receivedAt),
    ...(bucket.configuration.requesterPays === true ? { 'x-amz-request-charged': 'requester' } : {}),
    ...(range === undefined ? checksumHeaders(call, object) : {}),
    ...overrides(call),
    'content-length': String(length),
  };
  if (range !== undefined) headers['content-range'] = `bytes ${range.start}-${range.end}/${object.sizeBytes}`;
  const status = range === undefined ? 200 : 206;
  return isHead ? { status, headers } : { status, headers, body: bytesOf(object, range, length) };
}

/** The object that the caller may read. @throws AwsError AccessDenied, NoSuchKey */
function readableObject(call: S3Call, bucket: Bucket): StoredObject {
  const object = bucket.find(call.key);
  requireObjectAction(call, bucket, 's3:GetObject', call.key, object);
  if (object !== undefined) {
    refuseCustomerKey(object);
    return object;
  }
  throw mayList(call, bucket) ? noSuchKey(call.key) : accessDenied();
}

function bytesOf(object: StoredObject, range: ByteRange | undefined, length: number): Answer['body'] {
  const start = range?.start ?? 0;
  if (length > READ_AT_ONCE_BYTES) {
    return { stream: createReadStream(object.path, { start, end: start + length - 1 }), lengthBytes: length };
  }
  const bytes = Buffer.allocUnsafe(length);
  const descriptor = openSync(object.path, 'r');
  try {
    let filled = 0;
    while (filled < length) {
      const count = readSync(descriptor, bytes, filled, length - filled, start + filled);
      if (count === 0) throw new AwsError(500, 'InternalError', 'We encountered an internal error. Please try again.');
      filled += count;
    }
  } finally {
    closeSync(descriptor);
  }
  return bytes;
}

function checksumHeaders({ request }: S3Call, object: StoredObject): Record<string, string> {
  const upload = object.metadata.upload;
  const isAsked = header(request, 'x-amz-checksum-mode')?.toUpperCase() === 'ENABLED';
  if (!isAsked || upload?.file !== object.fileIdentity || upload.checksums === undefined) return {};
  return { ...upload.checksums, 'x-amz-checksum-type': 'FULL_OBJECT' };
}

function overrides({ request, caller }: S3Call): Record<string, string> {
  if (caller === undefined) return {};
  const headers: Record<string, string> = {};
  for (const [name, value] of request.query.pairs) {
    const target = OVERRIDES[name];
    if (target !== undefined) headers[target] = value;
  }
  return headers;
}

const ATTRIBUTES = new Set(['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize']);

/** GetObjectAttributes. Without a version id it needs s3:GetObject and s3:GetObjectAttributes. */
export async function getObjectAttributes(call: S3Call): Promise<Answer> {
  const bucket = bucketOf(call);
  const object = bucket.find(call.key);
  requireObjectAction(call, bucket, 's3:GetObjectAttributes', call.key, object);
  const found = readableObject(call, bucket);
  requireDecrypt(call, found);
  const requested = (header(call.request, 'x-amz-object-attributes') ?? '').split(',').map((name) => name.trim());
  if (requested.some((name) => !ATTRIBUTES.has(name))) {
    throw invalidArgument('Invalid attribute name specified.', 'x-amz-object-attributes', requested.join(','));
  }
  const asks = (name: string) => requested.includes(name);
  const upload = found.metadata.upload?.file === found.fileIdentity ? found.metadata.upload : undefined;
  const body = element(
    'GetObjectAttributesResponse',
    asks('ETag') ? textElement('ETag', await bucket.etagOf(found)) : '',
    asks('Checksum') && upload?.checksums !== undefined ? checksumXml(upload.checksums) : '',
    asks('ObjectParts') && upload?.parts !== undefined
      ? element('ObjectParts', textElement('PartsCount', upload.parts))
      : '',
    asks('StorageClass') ? textElement('StorageClass', found.metadata.storageClass ?? 'STANDARD') : '',
    asks('ObjectSize') ? textElement('ObjectSize', found.sizeBytes) : '',
  );
  return {
    status: 200,
    headers: { 'content-type': 'application/xml', 'last-modified': found.lastModified.toUTCString() },
    body: xmlDocument(body),
  };
}

function checksumXml(checksums: Record<string, string>): string {
  const items = Object.entries(checksums).map(([name, value]) =>
    textElement(`Checksum${name.slice('x-amz-checksum-'.length).toUpperCase()}`, value),
  );
  return element('Checksum', ...items, textElement('ChecksumType', 'FULL_OBJECT'));
}
