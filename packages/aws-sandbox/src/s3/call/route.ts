import { type AwsRequest, header } from '../../http/request.ts';
import type { Target } from './target.ts';

/** Operations by method and query parameter; the first parameter that the request has decides. */
type Table = Readonly<Record<string, readonly (readonly [parameter: string, operation: string])[]>>;

const SERVICE: Table = { GET: [['', 'ListBuckets']] };

const BUCKET: Table = {
  GET: [
    ['location', 'GetBucketLocation'],
    ['cors', 'GetBucketCors'],
    ['policy', 'GetBucketPolicy'],
    ['encryption', 'GetBucketEncryption'],
    ['requestPayment', 'GetBucketRequestPayment'],
    ['ownershipControls', 'GetBucketOwnershipControls'],
    ['versioning', 'GetBucketVersioning'],
    ['uploads', 'ListMultipartUploads'],
    ['list-type', 'ListObjectsV2'],
    ['', 'ListObjects'],
  ],
  HEAD: [['', 'HeadBucket']],
  PUT: [
    ['cors', 'PutBucketCors'],
    ['policy', 'PutBucketPolicy'],
    ['encryption', 'PutBucketEncryption'],
    ['requestPayment', 'PutBucketRequestPayment'],
    ['ownershipControls', 'PutBucketOwnershipControls'],
    ['', 'CreateBucket'],
  ],
  DELETE: [
    ['cors', 'DeleteBucketCors'],
    ['policy', 'DeleteBucketPolicy'],
    ['encryption', 'DeleteBucketEncryption'],
    ['', 'DeleteBucket'],
  ],
  POST: [['delete', 'DeleteObjects']],
};

const OBJECT: Table = {
  GET: [
    ['attributes', 'GetObjectAttributes'],
    ['uploadId', 'ListParts'],
    ['tagging', 'GetObjectTagging'],
    ['', 'GetObject'],
  ],
  HEAD: [['', 'HeadObject']],
  PUT: [
    ['uploadId', 'UploadPart'],
    ['tagging', 'PutObjectTagging'],
    ['', 'PutObject'],
  ],
  DELETE: [
    ['uploadId', 'AbortMultipartUpload'],
    ['tagging', 'DeleteObjectTagging'],
    ['', 'DeleteObject'],
  ],
  POST: [
    ['uploads', 'CreateMultipartUpload'],
    ['uploadId', 'CompleteMultipartUpload'],
    ['restore', 'RestoreObject'],
  ],
};

/** Sub-resources of S3 that the sandbox lacks; a request for one must not become a plain GET or PUT. */
const UNKNOWN = new Set(
  [
    'acl accelerate analytics intelligent-tiering inventory legal-hold lifecycle logging metrics notification',
    'object-lock policyStatus publicAccessBlock replication retention select torrent versions website',
  ].flatMap((names) => names.split(' ')),
);

/** S3's name of the requested operation; undefined when the sandbox does not have it. */
export function operationOf(request: AwsRequest, target: Target): string | undefined {
  if (request.method === 'OPTIONS') return 'PreflightRequest';
  if (request.query.pairs.some(([name]) => UNKNOWN.has(name))) return undefined;
  // Tags of buckets are unknown here; those of objects are known.
  if (target.key === '' && request.query.has('tagging')) return undefined;
  const choices = tableOf(target)[request.method] ?? [];
  const operation = choices.find(([parameter]) => parameter === '' || request.query.has(parameter))?.[1];
  const copies = header(request, 'x-amz-copy-source') !== undefined;
  if (operation === 'PutObject' && copies) return 'CopyObject';
  return operation === 'UploadPart' && copies ? 'UploadPartCopy' : operation;
}

function tableOf({ bucketName, key }: Target): Table {
  if (bucketName === '') return SERVICE;
  return key === '' ? BUCKET : OBJECT;
}
