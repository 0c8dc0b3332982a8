import { unreachable } from '@bucket-sync/shared/errors';
import { accountOf, type Connection } from './connection.ts';
import { corsConfigurationText } from './cors.ts';
import type { Findings, HealthCause, HealthWarning } from './health.ts';
import { policyText } from './iam-text.ts';
import { permissionPolicy, trustPolicy } from './policies.ts';
import { namedRegion } from './regions.ts';

export interface RemedyFacts {
  readonly connection: Connection;
  readonly findings: Findings;
  readonly consoleOrigin: string;
}

const RETRY = 'Then press Retry here. New rules take up to 30 seconds to be seen.';

/**
 * What to do about a cause: which page, tab and button of the AWS console, and the text to paste, filled in.
 */
export function remedyFor(cause: HealthCause, facts: RemedyFacts): string {
  const { connection, findings, consoleOrigin } = facts;
  const { bucketName, region } = connection.bucket;
  switch (cause) {
    case 'ROLE_NOT_ASSUMABLE':
      return roleNotAssumable(connection);
    case 'EXTERNAL_ID_NOT_REQUIRED':
      return externalIdNotRequired(connection);
    case 'WRONG_REGION':
      return (
        `The bucket ${bucketName} is in ${namedRegion(findings.actualRegion ?? 'another region')}, not in ` +
        `${namedRegion(region)}. Correct the region of this connection to ${findings.actualRegion ?? 'that one'}; ` +
        'nothing needs to change in AWS.'
      );
    case 'BUCKET_MISSING':
      return (
        `There is no bucket named ${bucketName}. Compare the name letter by letter with the S3 console, ` +
        'General purpose buckets, and correct it in this connection. If the bucket was deleted, remove the connection. ' +
        'The policies name the bucket: after a correction paste the new ones.'
      );
    case 'LIST_DENIED':
      return listDenied(connection);
    case 'READ_DENIED':
      return readDenied(connection, findings);
    case 'KMS_DENIED':
      return kmsDenied(connection, findings);
    case 'ATTRIBUTES_DENIED':
      return (
        'The role may read files but not their attributes: the action s3:GetObjectAttributes is missing. ' +
        `${pastePermissionPolicy(connection)} ${RETRY}`
      );
    case 'CORS_MISSING':
      return (
        `Your bucket does not let the browser load files for ${consoleOrigin}. In the S3 console open General purpose ` +
        `buckets, ${bucketName}, the tab Permissions, and under Cross-origin resource sharing (CORS) press Edit. If the ` +
        'box is empty, paste this. If rules are there already, keep them and add the part between the square brackets ' +
        'after the last rule, with a comma before it (our role may not read your rules, so we cannot show them merged; ' +
        'the AWS CLI script of this connection merges them for you):\n\n' +
        `${corsConfigurationText(consoleOrigin)}\n\nPress Save changes. Then press Retry here.`
      );
    case 'ARCHIVED_OBJECTS':
      return (
        'Every file that was tried is archived (S3 Glacier Flexible Retrieval or Deep Archive) and cannot be read ' +
        'until it is restored. In the S3 console open the bucket, mark the files, and choose Actions, Initiate restore; or ' +
        'sync another prefix. Then press Retry here.'
      );
    case 'STS_REGION_DISABLED':
      return (
        `The security token service is switched off for ${namedRegion(region)}, and no other regional endpoint answered ` +
        'for your account. In the IAM console open Account settings; under Security Token Service (STS), in the list ' +
        `Endpoints, set ${region} to Active. Then press Retry here.`
      );
    case 'AWS_UNAVAILABLE':
      return connection.roleArn === null
        ? 'AWS did not answer as it should, so the role could not be tested and was not stored. Nothing needs to change in your account: enter the role ARN again in a few minutes.'
        : 'AWS did not answer as it should. Nothing needs to change in your account: press Retry here in a few minutes. We try again by ourselves, too.';
    case 'PLATFORM_CREDENTIALS':
      return 'This is on our side: AWS does not accept our own credentials. Nothing needs to change in your account. We have been told, and try again by ourselves.';
    default:
      return unreachable(cause);
  }
}

function roleNotAssumable(connection: Connection): string {
  return (
    'AWS refuses to let us assume the role and does not say which of these is the reason: the ARN has a typo or names ' +
    'no role; the trust policy names another principal; it asks for another external ID; or a service control policy forbids ' +
    'it. In the IAM console open Roles, ' +
    `${roleName(connection)}, compare the ARN in the Summary, then open the tab Trust relationships, press Edit trust ` +
    `policy, and replace everything there with:\n\n${policyText(trustPolicy(connection))}\n\nPress Update policy. ${RETRY}`
  );
}

function externalIdNotRequired(connection: Connection): string {
  const role = roleName(connection);
  const again = connection.roleArn === null ? 'The role was not stored: then enter its ARN here again.' : RETRY;
  return (
    'The role can be assumed without its external ID, so any other customer of ours who learns its ARN could reach ' +
    'your files through us. The trust policy lacks the condition on sts:ExternalId, or has a second statement without ' +
    `it. In the IAM console open Roles, ${role}, the tab Trust relationships, press Edit trust policy, and replace ` +
    `everything there with:\n\n${policyText(trustPolicy(connection))}\n\nPress Update policy. ${again}`
  );
}

function listDenied(connection: Connection): string {
  const { bucketName, prefix } = connection.bucket;
  const where = prefix ? `under the prefix ${JSON.stringify(prefix)}` : 'as a whole';
  return (
    `The role may not list the bucket ${bucketName} ${where}. ${pastePermissionPolicy(connection)} If it is there ` +
    'already: the bucket must belong to the same account as the role' +
    `${connection.roleArn ? ` (${accountOf(connection.roleArn)})` : ''}, its bucket policy (S3 console, the bucket, the tab Permissions) and the ` +
    `role's permissions boundary must not deny s3:ListBucket. ${RETRY}`
  );
}

function readDenied(connection: Connection, findings: Findings): string {
  const key = findings.deniedKey === undefined ? 'the files' : JSON.stringify(findings.deniedKey);
  return (
    `The role lists the bucket but may not read ${key}. ${pastePermissionPolicy(connection)} If it is there already: the ` +
    'file may be owned by another account (S3 console, the bucket, the tab Permissions, Object Ownership: choose Edit, ' +
    'then Bucket owner enforced), or the bucket policy denies s3:GetObject, for example outside of a network. ' +
    RETRY
  );
}

function kmsDenied(connection: Connection, { kmsKeyArn, deniedKey }: Findings): string {
  const { region } = connection.bucket;
  const keyArn = kmsKeyArn ?? `arn:aws:kms:${region}:${accountOfRole(connection)}:key/REPLACE-WITH-KEY-ID`;
  const statement = {
    Sid: 'BucketSyncMayDecrypt',
    Effect: 'Allow',
    Principal: { AWS: connection.roleArn },
    Action: 'kms:Decrypt',
    Resource: '*',
  };
  const which = kmsKeyArn
    ? ''
    : ' The ARN of the key stands in the S3 console: the bucket, the tab Properties, Default encryption.';
  return (
    `${deniedKey === undefined ? 'The files are' : `${JSON.stringify(deniedKey)} is`} encrypted with a KMS key that the role may not use.${which} ` +
    `1. ${pastePermissionPolicy(connection, keyArn)}\n2. In the KMS console open Customer managed keys, the key, the tab ` +
    `Key policy, press Edit, and add this to the list of statements:\n\n${policyText(statement)}\n\nPress Save changes. ${RETRY}`
  );
}

function pastePermissionPolicy(connection: Connection, kmsKeyArn?: string): string {
  const text = policyText(permissionPolicy(connection.bucket, kmsKeyArn));
  return (
    `In the IAM console open Roles, ${roleName(connection)}, the tab Permissions, press Add permissions, Create inline policy ` +
    `(or edit the one that is there), choose JSON, and replace everything with:\n\n${text}\n\nPress Next, then Create policy or Save changes.`
  );
}

function roleName({ roleArn }: Connection): string {
  return roleArn?.split('/').at(-1) ?? 'your role';
}

function accountOfRole({ roleArn }: Connection): string {
  return roleArn ? accountOf(roleArn) : 'YOUR-ACCOUNT-ID';
}

/** What a green heart should still say. */
export function adviceFor(warning: HealthWarning, { connection, findings }: RemedyFacts): string {
  const { prefix } = connection.bucket;
  switch (warning) {
    case 'EMPTY':
      return prefix === ''
        ? 'The bucket is empty: the role may list it, but there was no file to read yet.'
        : `The bucket has no file under the prefix ${JSON.stringify(prefix)}: the role may list it, but there was nothing to read. ` +
            'If you expected files, compare the prefix with the folder names in the S3 console; capitals count.';
    case 'SOME_ARCHIVED':
      return 'Some files are archived (S3 Glacier) and will be skipped until they are restored.';
    case 'SOME_READ_DENIED':
      return `Some files can be read, but not ${JSON.stringify(findings.deniedKey)}: it will be skipped. ${readDenied(connection, findings)}`;
    case 'SOME_KMS_DENIED':
      return `Some files can be read, but not ${JSON.stringify(findings.deniedKey)}: it will be skipped. ${kmsDenied(connection, findings)}`;
    default:
      return unreachable(warning);
  }
}

/** The remedy of a broken heart, or the advice of a green one; null where there is nothing to say. */
export function remedyOf(facts: RemedyFacts & { cause: HealthCause | null }): string | null {
  if (facts.cause) return remedyFor(facts.cause, facts);
  const advice = (facts.findings.warnings ?? []).map((warning) => adviceFor(warning, facts));
  return advice.length > 0 ? advice.join('\n') : null;
}
