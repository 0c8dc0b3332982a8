import { type Answer, xmlAnswer } from '../../http/answer.ts';
import { header } from '../../http/request.ts';
import { element, textElement, xmlDocument } from '../../http/xml.ts';
import { requireBucketAction } from '../access/permissions.ts';
import { bucketOf, canonicalUserId, type S3Call } from '../call/s3-call.ts';
import { invalidArgument } from '../call/s3-errors.ts';
import { restoreXml } from '../content/archive.ts';
import type { Bucket, StoredObject } from '../storage/bucket.ts';

const MOST_KEYS = 1000;

interface Question {
  prefix: string;
  delimiter: string;
  maxKeys: number;
  /** The page holds only keys and common prefixes after this one. */
  after: string;
  encode: (text: string) => string;
}

interface Found {
  objects: StoredObject[];
  commonPrefixes: string[];
  isTruncated: boolean;
  /** The last key or common prefix of the page. */
  last: string;
}

/** ListObjectsV2. */
export async function listObjectsV2(call: S3Call): Promise<Answer> {
  const { query } = call.request;
  const bucket = bucketOf(call);
  requireBucketAction(call, bucket, 's3:ListBucket');
  const startAfter = query.get('start-after');
  const token = query.get('continuation-token');
  const question = readQuestion(call, bucket, token === undefined ? (startAfter ?? '') : openToken(token));
  const found = find(bucket, question);
  const { encode } = question;
  const body = [
    '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">',
    textElement('Name', bucket.configuration.name),
    textElement('Prefix', encode(question.prefix)),
    startAfter === undefined ? '' : textElement('StartAfter', encode(startAfter)),
    textElement('ContinuationToken', token),
    found.isTruncated ? textElement('NextContinuationToken', sealToken(found.last)) : '',
    textElement('KeyCount', found.objects.length + found.commonPrefixes.length),
    ...(await tail(call, bucket, question, found, query.get('fetch-owner') === 'true')),
  ];
  return xmlAnswer(xmlDocument(body.join('')), 200, charged(bucket));
}

/** ListObjects, version 1, which older tools still use. */
export async function listObjects(call: S3Call): Promise<Answer> {
  const bucket = bucketOf(call);
  requireBucketAction(call, bucket, 's3:ListBucket');
  const marker = call.request.query.get('marker') ?? '';
  const question = readQuestion(call, bucket, marker);
  const found = find(bucket, question);
  const body = [
    '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">',
    textElement('Name', bucket.configuration.name),
    textElement('Prefix', question.encode(question.prefix)),
    textElement('Marker', question.encode(marker)),
    found.isTruncated && question.delimiter !== '' ? textElement('NextMarker', question.encode(found.last)) : '',
    ...(await tail(call, bucket, question, found, true)),
  ];
  return xmlAnswer(xmlDocument(body.join('')), 200, charged(bucket));
}

function charged(bucket: Bucket): Record<string, string> {
  return bucket.configuration.requesterPays === true ? { 'x-amz-request-charged': 'requester' } : {};
}

function readQuestion({ request: { query } }: S3Call, bucket: Bucket, after: string): Question {
  const maxKeysText = query.get('max-keys') ?? String(MOST_KEYS);
  const maxKeys = Number(maxKeysText);
  if (!/^\d{1,10}$/.test(maxKeysText) || maxKeys > 2_147_483_647) {
    throw invalidArgument('Provided max-keys not an integer or within integer range', 'max-keys', maxKeysText);
  }
  const encoding = query.get('encoding-type');
  if (encoding !== undefined && encoding !== 'url') {
    throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', encoding);
  }
  return {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    maxKeys: Math.min(maxKeys, MOST_KEYS),
    after,
    encode: encoding === 'url' && bucket.configuration.omitsEncodingType !== true ? urlEncode : (text) => text,
  };
}

/** URL encoding of S3 listings: a space becomes `+`, and a slash stays. */
function urlEncode(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
    .replaceAll('%2F', '/');
}

function find(bucket: Bucket, { prefix, delimiter, maxKeys, after }: Question): Found {
  const found: Found = { objects: [], commonPrefixes: [], isTruncated: false, last: '' };
  if (maxKeys === 0) return found;
  const visit = (key: string): 'stop' | { leaveOut: string } | undefined => {
    const object = bucket.find(key);
    if (object === undefined) return undefined; // It went away since its folder was read.
    if (found.objects.length + found.commonPrefixes.length === maxKeys) {
      found.isTruncated = true;
      return 'stop';
    }
    const common = commonPrefix(key, prefix, delimiter);
    found.last = common ?? key;
    if (common === undefined) {
      found.objects.push(object);
      return undefined;
    }
    found.commonPrefixes.push(common);
    return { leaveOut: common };
  };
  bucket.keys.walk(prefix, after, visit, after.startsWith(prefix) ? commonPrefix(after, prefix, delimiter) : undefined);
  return found;
}

function commonPrefix(key: string, prefix: string, delimiter: string): string | undefined {
  const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
  return end === -1 ? undefined : key.slice(0, end + delimiter.length);
}

async function tail(
  call: S3Call,
  bucket: Bucket,
  question: Question,
  found: Found,
  withOwner: boolean,
): Promise<string[]> {
  const { encode, delimiter } = question;
  const withRestore = (header(call.request, 'x-amz-optional-object-attributes') ?? '')
    .split(',')
    .includes('RestoreStatus');
  const contents: string[] = [];
  for (const object of found.objects) {
    const etag = bucket.etagOf(object);
    contents.push(
      '<Contents>',
      textElement('Key', encode(object.key)),
      textElement('LastModified', object.lastModified.toISOString()),
      textElement('ETag', `"${typeof etag === 'string' ? etag : await etag}"`),
      textElement('Size', object.sizeBytes),
      withOwner ? ownerXml(object.metadata.ownerId ?? bucket.configuration.ownerId) : '',
      textElement('StorageClass', object.metadata.storageClass ?? 'STANDARD'),
      withRestore ? restoreXml(object, call.request.receivedAt) : '',
      '</Contents>',
    );
  }
  return [
    textElement('MaxKeys', question.maxKeys),
    delimiter === '' ? '' : textElement('Delimiter', encode(delimiter)),
    bucket.configuration.omitsEncodingType === true
      ? ''
      : textElement('EncodingType', call.request.query.get('encoding-type')),
    textElement('IsTruncated', found.isTruncated),
    ...contents,
    ...found.commonPrefixes.map((prefix) => element('CommonPrefixes', textElement('Prefix', encode(prefix)))),
    '</ListBucketResult>',
  ];
}

function ownerXml(accountId: string): string {
  return element('Owner', textElement('ID', canonicalUserId(accountId)));
}

/** Continuation token, opaque to callers: holds the last key of the page. */
function sealToken(last: string): string {
  return Buffer.from(`1${last}`).toString('base64');
}

function openToken(token: string): string {
  const bytes = Buffer.from(token, 'base64');
  if (bytes.toString('base64') === token && bytes[0] === 0x31) return bytes.toString().slice(1);
  throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token);
}
