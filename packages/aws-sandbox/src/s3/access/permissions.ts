import { conditionKeys } from '../../callers/condition-keys.ts';
import { header } from '../../http/request.ts';
import { authorize, type Ruling } from '../../policy/authorize.ts';
import { judgeResource } from '../../policy/evaluate.ts';
import { compiledPolicy } from '../../policy/policy-cache.ts';
import type { S3Call } from '../call/s3-call.ts';
import { accessDenied } from '../call/s3-errors.ts';
import type { Bucket, StoredObject } from '../storage/bucket.ts';

/**
 * Refuses a request that the policies do not allow.
 *
 * @throws AwsError AccessDenied; it names the reason only to callers of the bucket's own account, as S3 does
 */
export function requireBucketAction(call: S3Call, bucket: Bucket, action: string): void {
  refuse(call, bucket, action, bucketArn(bucket), judge(call, bucket, action, bucketArn(bucket)));
}

/** Refuses a request for an object, which need not exist. @throws AwsError AccessDenied */
export function requireObjectAction(
  call: S3Call,
  bucket: Bucket,
  action: string,
  key: string,
  object?: StoredObject,
): void {
  const arn = `${bucketArn(bucket)}/${key}`;
  refuse(call, bucket, action, arn, judge(call, bucket, action, arn, object));
}

/** Whether a missing key may be reported as missing: S3 does so only for callers who may list. */
export function mayList(call: S3Call, bucket: Bucket): boolean {
  return judge(call, bucket, 's3:ListBucket', bucketArn(bucket)).allowed;
}

/** Refuses a request without an existing bucket: ListBuckets, CreateBucket. @throws AwsError AccessDenied */
export function requireServiceAction(call: S3Call, action: string, resource: string): void {
  const { caller } = call;
  if (caller === undefined) throw accessDenied();
  const nowMs = call.request.receivedAt.getTime();
  const ruling = authorize({
    request: { action, resource, context: conditionKeys(call.request, call.region, caller, {}) },
    ...caller.rights(nowMs),
    resourcePolicy: undefined,
    resourceAccountId: caller.account.accountId,
  });
  if (!ruling.allowed) throw accessDenied(sentence(caller.arn, action, resource, ruling.because));
}

function bucketArn(bucket: Bucket): string {
  return `arn:aws:s3:::${bucket.configuration.name}`;
}

function judge(call: S3Call, bucket: Bucket, action: string, resource: string, object?: StoredObject): Ruling {
  const objectOwnerId = object?.metadata.ownerId;
  const { caller, request } = call;
  const { ownerId, policy } = bucket.configuration;
  const accessRequest = { action, resource, context: s3ConditionKeys(call, ownerId, object) };
  const resourcePolicy = policy === undefined ? undefined : compiledPolicy(policy, 'resource');
  const isForeign = objectOwnerId !== undefined && objectOwnerId !== ownerId;
  if (
    isForeign &&
    resourcePolicy !== undefined &&
    judgeResource(resourcePolicy, caller?.principal, accessRequest).denied
  ) {
    return { allowed: false, because: 'with an explicit deny in a resource-based policy' };
  }
  const ruling = authorize({
    request: accessRequest,
    ...(caller?.rights(request.receivedAt.getTime()) ?? { principal: undefined, identityPolicies: [] }),
    // A bucket policy does not apply to an object that another account owns: only that account can give access.
    resourcePolicy: isForeign ? undefined : resourcePolicy,
    resourceAccountId: isForeign ? objectOwnerId : ownerId,
  });
  if (ruling.allowed || !isForeign || !ruling.because.includes('resource-based')) return ruling;
  return { allowed: false, because: OBJECT_OF_ANOTHER_ACCOUNT };
}

/** The object's access list refuses the request. S3 does not explain that: it explains only refusals by policies. */
const OBJECT_OF_ANOTHER_ACCOUNT = 'because another account owns the object';

/** S3's own condition keys; a key is present only when the request has the parameter or header. */
function s3ConditionKeys(call: S3Call, ownerId: string, object: StoredObject | undefined) {
  const { request } = call;
  const tags = Object.entries(object?.metadata.tags ?? {});
  return conditionKeys(request, call.region, call.caller, {
    's3:prefix': request.query.get('prefix'),
    's3:delimiter': request.query.get('delimiter'),
    's3:max-keys': request.query.get('max-keys'),
    's3:authType': request.query.has('X-Amz-Signature') ? 'REST-QUERY-STRING' : 'REST-HEADER',
    's3:signatureversion': call.caller === undefined ? undefined : 'AWS4-HMAC-SHA256',
    's3:x-amz-content-sha256': header(request, 'x-amz-content-sha256'),
    's3:x-amz-server-side-encryption': header(request, 'x-amz-server-side-encryption'),
    's3:x-amz-server-side-encryption-aws-kms-key-id': header(request, 'x-amz-server-side-encryption-aws-kms-key-id'),
    's3:x-amz-storage-class': header(request, 'x-amz-storage-class'),
    's3:x-amz-acl': header(request, 'x-amz-acl'),
    ...Object.fromEntries(tags.map(([key, value]) => [`s3:ExistingObjectTag/${key}`, value])),
    's3:ResourceAccount': ownerId,
    'aws:ResourceAccount': ownerId,
  });
}

function refuse(call: S3Call, bucket: Bucket, action: string, resource: string, ruling: Ruling): void {
  if (ruling.allowed) return;
  const { caller } = call;
  const isOwnAccount = caller?.account.accountId === bucket.configuration.ownerId;
  const isExplained = isOwnAccount && ruling.because !== OBJECT_OF_ANOTHER_ACCOUNT;
  throw accessDenied(isExplained ? sentence(caller.arn, action, resource, ruling.because) : undefined);
}

function sentence(arn: string, action: string, resource: string, because: string): string {
  return `User: ${arn} is not authorized to perform: ${action} on resource: "${resource}" ${because}`;
}
