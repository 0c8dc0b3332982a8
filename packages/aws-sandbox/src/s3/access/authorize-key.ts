import { conditionKeys } from '../../callers/condition-keys.ts';
import { AwsError } from '../../http/aws-error.ts';
import { findKey } from '../../kms/keys.ts';
import { authorize } from '../../policy/authorize.ts';
import { compiledPolicy } from '../../policy/policy-cache.ts';
import type { KmsKey } from '../../state/account.ts';
import type { S3Call } from '../call/s3-call.ts';
import { accessDenied } from '../call/s3-errors.ts';
import type { StoredObject } from '../storage/bucket.ts';

/**
 * Refuses to read an object whose KMS key the caller may not use.
 *
 * @throws AwsError AccessDenied with `kms:Decrypt` in its message; KMS.NotFoundException, KMS.DisabledException
 */
export function requireDecrypt(call: S3Call, object: StoredObject): void {
  const keyArn = object.metadata.kmsKeyArn;
  if (keyArn !== undefined) requireKeyAction(call, keyArn, 'Decrypt', object.key);
}

/** Refuses to write an object under a KMS key that the caller may not use. */
export function requireGenerateDataKey(call: S3Call, keyArn: string | undefined): void {
  if (keyArn !== undefined) requireKeyAction(call, keyArn, 'GenerateDataKey', call.key);
}

function requireKeyAction(call: S3Call, keyArn: string, operation: string, objectKey: string): void {
  const { caller } = call;
  if (caller === undefined) {
    throw new AwsError(
      400,
      'InvalidArgument',
      'Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4.',
    );
  }
  const key = findKey(call.state.accounts, keyArn);
  if (key === undefined) throw new AwsError(400, 'KMS.NotFoundException', `Key '${keyArn}' does not exist`);
  const because = refusal(call, key, operation, objectKey);
  if (because !== undefined) {
    throw accessDenied(
      `User: ${caller.arn} is not authorized to perform: kms:${operation} on resource: ${keyArn} ${because}`,
    );
  }
  if (!key.enabled) throw new AwsError(400, 'KMS.DisabledException', `${keyArn} is disabled.`);
}

/**
 * Only the key's own policy or a grant gives access to a key: even the administrator of its account needs one of them.
 */
function refusal(call: S3Call, key: KmsKey, operation: string, objectKey: string): string | undefined {
  const caller = call.caller!;
  const nowMs = call.request.receivedAt.getTime();
  const action = `kms:${operation}`;
  const context = conditionKeys(call.request, call.region, caller, {
    'kms:ViaService': `s3.${call.region}.amazonaws.com`,
    'kms:CallerAccount': caller.account.accountId,
    'kms:EncryptionContext:aws:s3:arn': `arn:aws:s3:::${call.bucketName}/${objectKey}`,
  });
  const ruling = authorize({
    request: { action, resource: key.arn, context },
    ...caller.rights(nowMs),
    resourcePolicy: compiledPolicy(key.policy, 'resource'),
    resourceAccountId: key.arn.split(':')[4] ?? '',
    resourcePolicyMustAgree: true,
  });
  if (ruling.allowed) return undefined;
  const isGranted =
    !ruling.because.startsWith('with an explicit deny') &&
    key.grants.some(
      ({ principalId, operations }) => caller.principal.ids.includes(principalId) && operations.includes(operation),
    );
  return isGranted ? undefined : ruling.because;
}
