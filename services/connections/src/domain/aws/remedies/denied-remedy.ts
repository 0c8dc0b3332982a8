import { accountOf } from '../../connection.ts';
import type { Findings } from '../../health.ts';
import { policyText } from '../policies/iam-text.ts';
import { fixForbiddingPolicy } from './forbidding-policy.ts';
import { pastePermissionPolicy, RETRY, type RoleHolder } from './paste-policy.ts';

/** LIST_DENIED. S3 gives no reason to a role of another account. */
export function listDenied(connection: RoleHolder, { denial, awsCode }: Findings): string {
  const { bucketName, prefix } = connection.bucket;
  const where = prefix ? `under the prefix ${JSON.stringify(prefix)}` : 'as a whole';
  const what = `The role may not list the bucket ${bucketName} ${where}.`;
  if (awsCode) return `${what} ${closedByAws(awsCode)}`;
  const forbidden = fixForbiddingPolicy(connection, denial);
  if (forbidden) return `${what} ${forbidden} ${RETRY}`;
  const paste = pastePermissionPolicy(connection);
  if (denial) return `${what} No policy of the role allows it. ${paste} ${RETRY}`;
  const account = connection.roleArn ? ` (${accountOf(connection.roleArn)})` : '';
  return (
    `${what} AWS gives no reason. It gives none when another account owns the bucket. The bucket must belong to the ` +
    `same account as the role${account}: check that the S3 console of that account lists it under General purpose ` +
    `buckets; if not, make the role in the account that owns it. If it is listed: ${paste} The bucket policy (S3 ` +
    "console, the bucket, the tab Permissions) and the role's permissions boundary must not deny s3:ListBucket. " +
    `${RETRY}`
  );
}

/** READ_DENIED. S3 gives no reason when the file's own access list refuses. */
export function readDenied(connection: RoleHolder, findings: Findings): string {
  const { deniedKey, denial, awsCode } = findings;
  if (findings.unreadable) return `${unreadable(findings)} ${RETRY}`;
  const file = deniedKey === undefined ? 'the files' : JSON.stringify(deniedKey);
  const what = `The role lists the bucket but may not read ${file}.`;
  if (awsCode) return `${what} ${closedByAws(awsCode)}`;
  const forbidden = fixForbiddingPolicy(connection, denial);
  if (forbidden) return `${what} ${forbidden} ${RETRY}`;
  const paste = pastePermissionPolicy(connection);
  if (denial) return `${what} No policy of the role allows it. ${paste} ${RETRY}`;
  return (
    `${what} AWS gives no reason. It gives none when another account owns the file. In the S3 console open General ` +
    `purpose buckets, ${connection.bucket.bucketName}, the tab Permissions, Object Ownership: choose Edit, then ` +
    `Bucket owner enforced. If that is chosen already: ${paste} ${RETRY}`
  );
}

/** A file that S3 does not deliver although the role may read it. */
export function unreadable({ deniedKey, awsCode, unreadable: why }: Findings): string {
  const file = deniedKey === undefined ? 'The files' : JSON.stringify(deniedKey);
  if (why === 'CUSTOMER_KEY') {
    return (
      `${file}: this is encrypted with a key of your own that S3 does not store (SSE-C), so only requests that bring ` +
      'the key can read it, and no policy helps. Upload such files again under SSE-S3 or SSE-KMS, or sync another ' +
      'prefix.'
    );
  }
  return (
    `S3 refuses to deliver ${deniedKey === undefined ? 'the files' : file} (${awsCode ?? 'no code'}). No policy is ` +
    'the reason. Check that you can download it in the S3 console; if not, upload it again or delete it, or sync ' +
    'another prefix.'
  );
}

export function attributesDenied(connection: RoleHolder, { denial }: Findings): string {
  const what = 'The role may read files but not their attributes';
  const forbidden = fixForbiddingPolicy(connection, denial);
  if (forbidden) return `${what}. ${forbidden} ${RETRY}`;
  return `${what}: the action s3:GetObjectAttributes is missing. ${pastePermissionPolicy(connection)} ${RETRY}`;
}

/** AccountProblem, AllAccessDisabled, NotSignedUp: the cause is no policy. */
function closedByAws(awsCode: string): string {
  return (
    `AWS itself has closed the account or the bucket (${awsCode}), so no policy helps. In the AWS console check ` +
    'Billing and Cost Management for unpaid bills, and your e-mail for a notice from AWS. If neither gives the ' +
    'reason, ask AWS Support. Then press Retry here.'
  );
}

/** KMS_DENIED: the role's policy must allow decryption. The key's policy must too, unless it relies on the role's. */
export function kmsDenied(connection: RoleHolder, { kmsKeyArn, awsCode, deniedKey, denial }: Findings): string {
  const files = deniedKey === undefined ? 'The files are' : `${JSON.stringify(deniedKey)} is`;
  if (awsCode) return keyUnusable(files, awsCode, kmsKeyArn);
  const what = `${files} encrypted with a KMS key that the role may not use.`;
  const forbidden = fixForbiddingPolicy(connection, denial);
  if (forbidden) return `${what} ${forbidden} ${RETRY}`;
  const account = connection.roleArn ? accountOf(connection.roleArn) : 'YOUR-ACCOUNT-ID';
  const keyArn = kmsKeyArn ?? `arn:aws:kms:${connection.bucket.region}:${account}:key/REPLACE-WITH-KEY-ID`;
  const statement = {
    Sid: 'BucketSyncMayDecrypt',
    Effect: 'Allow',
    Principal: { AWS: connection.roleArn },
    Action: 'kms:Decrypt',
    Resource: '*',
  };
  const which = kmsKeyArn
    ? ''
    : ' The ARN of the key is in the S3 console: the bucket, the tab Properties, Default encryption.';
  return (
    `${what}${which} 1. ${pastePermissionPolicy(connection, keyArn)}\n2. In the KMS console open Customer managed ` +
    'keys, the key, the tab Key policy, press Edit, and add this to the list of statements:\n\n' +
    `${policyText(statement)}\n\nPress Save changes. ${RETRY}`
  );
}

/** The key is disabled or deleted. No policy can fix that. */
function keyUnusable(files: string, awsCode: string, kmsKeyArn: string | undefined): string {
  const key = kmsKeyArn?.split('/').at(-1) ?? 'the key';
  const keys = `In the KMS console open Customer managed keys, ${key}`;
  switch (awsCode) {
    case 'KMS.DisabledException':
      return `${files} encrypted with a KMS key that is disabled. ${keys}, and choose Key actions, Enable. ${RETRY}`;
    case 'KMS.NotFoundException':
      return (
        `${files} encrypted with a KMS key that no longer exists. AWS can never decrypt it again. Upload such files ` +
        'again with another encryption key, or sync another prefix. Then press Retry here.'
      );
    default:
      return (
        `${files} encrypted with a KMS key that cannot be used (${awsCode}). ${keys}, and look at its Status: if it ` +
        `is pending deletion, choose Key actions, Cancel key deletion, then Key actions, Enable. ${RETRY}`
      );
  }
}
