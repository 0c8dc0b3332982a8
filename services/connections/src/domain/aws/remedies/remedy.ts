import type { HealthCause } from '@bucket-sync/shared/contracts';
import { unreachable } from '@bucket-sync/shared/errors';
import type { Findings, HealthWarning } from '../../health.ts';
import { namedRegion } from '../regions.ts';
import { attributesDenied, kmsDenied, listDenied, readDenied, unreadable } from './denied-remedy.ts';
import {
  pasteCorsRule,
  pastePermissionPolicy,
  pasteTrustPolicy,
  RETRY,
  type RoleHolder,
  roleName,
} from './paste-policy.ts';

export interface RemedyFacts {
  readonly connection: RoleHolder;
  /**
   * False when the tried role was not stored. There is nothing to retry, and its ARN has to be entered again.
   */
  readonly isRoleStored?: boolean;
  readonly findings: Findings;
  readonly consoleOrigin: string;
}

/**
 * The fix for a cause: the page, tab and button of the AWS console, and the complete text to paste.
 */
export function remedyFor(cause: HealthCause, facts: RemedyFacts): string {
  const { connection, findings, consoleOrigin } = facts;
  const { region } = connection.bucket;
  const isRoleStored = facts.isRoleStored ?? connection.roleArn !== null;
  switch (cause) {
    case 'ROLE_NOT_ASSUMABLE':
      return roleNotAssumable(connection);
    case 'EXTERNAL_ID_NOT_REQUIRED':
      return externalIdNotRequired(connection, isRoleStored);
    case 'WRONG_REGION':
      return wrongRegion(connection, findings.actualRegion);
    case 'BUCKET_MISSING':
      return bucketMissing(connection);
    case 'LIST_DENIED':
      return listDenied(connection, findings);
    case 'READ_DENIED':
      return readDenied(connection, findings);
    case 'KMS_DENIED':
      return kmsDenied(connection, findings);
    case 'ATTRIBUTES_DENIED':
      return attributesDenied(connection, findings);
    case 'CORS_MISSING':
      return (
        `Your bucket does not let the browser load files for ${consoleOrigin}. ` +
        `${pasteCorsRule(connection, consoleOrigin)} Then press Retry here.`
      );
    case 'ARCHIVED_OBJECTS':
      return (
        'Every file that was tried is archived (S3 Glacier Flexible Retrieval or Deep Archive) and cannot be read ' +
        'until it is restored. In the S3 console open the bucket, mark the files, and choose Actions, Initiate ' +
        'restore; or sync another prefix. Then press Retry here.'
      );
    case 'STS_REGION_DISABLED':
      return (
        `The security token service is switched off for ${namedRegion(region)}, and no other regional endpoint ` +
        'answered for your account. In the IAM console open Account settings; under Security Token Service (STS), in ' +
        `the list Endpoints, set ${region} to Active. Then press Retry here.`
      );
    case 'AWS_UNAVAILABLE':
      return isRoleStored
        ? 'AWS did not answer as it should. Nothing needs to change in your account: press Retry here in a few ' +
            'minutes. We try again by ourselves, too.'
        : 'AWS did not answer as it should, so the role could not be tested and was not stored. Nothing needs to ' +
            'change in your account: enter the role ARN again in a few minutes.';
    case 'PLATFORM_CREDENTIALS':
      return ourFault(findings, isRoleStored);
    default:
      return unreachable(cause);
  }
}

/** A bucket changes its region only if it is deleted and created again. */
function wrongRegion({ bucket, firstSyncedAt }: RoleHolder, actual: string | undefined): string {
  const where =
    `The bucket ${bucket.bucketName} is in ${namedRegion(actual ?? 'another region')}, not in ` +
    `${namedRegion(bucket.region)}.`;
  if (firstSyncedAt !== null) {
    return (
      `${where} A connection that was synced keeps its region. Remove this connection, and connect the bucket to the ` +
      `same dataset again in ${actual ?? 'that region'}. Files that are still there keep their assets and cost no ` +
      'data rows.'
    );
  }
  return (
    `${where} Correct the region of this connection to ${actual ?? 'that one'}, then press Retry here; nothing needs ` +
    'to change in AWS.'
  );
}

function bucketMissing({ bucket, firstSyncedAt }: RoleHolder): string {
  const { bucketName, region } = bucket;
  if (firstSyncedAt !== null) {
    return (
      `There is no bucket named ${bucketName} any more. If it was deleted by mistake, create it again in ` +
      `${namedRegion(region)} in the S3 console, General purpose buckets, put its files back, then press Retry here. ` +
      'Otherwise remove the connection: its assets stay until you delete them.'
    );
  }
  return (
    `There is no bucket named ${bucketName}. Compare the name letter by letter with the S3 console, General ` +
    'purpose buckets, and correct it in this connection. If the bucket was deleted, remove the connection. The ' +
    'policies name the bucket: after a correction paste the new ones, then press Retry here.'
  );
}

function ourFault({ denial }: Findings, isRoleStored: boolean): string {
  const what = denial
    ? `a ${denial.by === 'SESSION' ? 'session policy' : 'VPC endpoint policy'} of ours refuses ${denial.action}`
    : 'AWS does not accept our own credentials';
  const next = isRoleStored
    ? 'We have logged this, and check again by ourselves.'
    : 'The role could not be tested and was not stored: enter its ARN again in a few minutes.';
  return `This is on our side: ${what}. Nothing needs to change in your account. ${next}`;
}

function roleNotAssumable(connection: RoleHolder): string {
  return (
    'AWS refuses to let us assume the role and does not say which of these is the reason: the ARN has a typo or ' +
    'names no role (capitals count, and so does a path before the name); the trust policy names another principal; ' +
    'it asks for another external ID; or a resource control policy of your organization forbids it. In the IAM ' +
    `console open Roles, ${roleName(connection)}, compare the ARN in the Summary, then open the tab Trust ` +
    `relationships, ${pasteTrustPolicy(connection)} ${RETRY}`
  );
}

function externalIdNotRequired(connection: RoleHolder, isRoleStored: boolean): string {
  const role = roleName(connection);
  const again = isRoleStored ? RETRY : 'The role was not stored: then enter its ARN here again.';
  return (
    'The role can be assumed without its external ID, so any other customer of ours who learns its ARN could reach ' +
    'your files through us. The trust policy lacks the condition on sts:ExternalId, has one that other external IDs ' +
    'meet too (a wildcard, as "*" with StringLike, or an operator that ends in IfExists), or has a second statement ' +
    `of that kind. In the IAM console open Roles, ${role}, the tab Trust relationships, ` +
    `${pasteTrustPolicy(connection)} ${again}`
  );
}

/** The advice for a healthy connection. */
function adviceFor(warning: HealthWarning, { connection, findings }: RemedyFacts): string {
  const { prefix } = connection.bucket;
  switch (warning) {
    case 'EMPTY':
      return prefix === ''
        ? 'The bucket is empty: the role may list it, but there was no file to read yet.'
        : `The bucket has no file under the prefix ${JSON.stringify(prefix)}: the role may list it, but there was ` +
            'nothing to read. If you expected files, compare the prefix with the folder names in the S3 console; ' +
            'capitals count.';
    case 'SOME_ARCHIVED':
      return 'Some files are archived (S3 Glacier) and will be skipped until they are restored.';
    case 'SOME_READ_DENIED':
      return (
        `Some files can be read, but not ${JSON.stringify(findings.deniedKey)}: it will be skipped. ` +
        `${readDenied(connection, findings)}`
      );
    case 'SOME_KMS_DENIED':
      return (
        `Some files can be read, but not ${JSON.stringify(findings.deniedKey)}: it will be skipped. ` +
        `${kmsDenied(connection, findings)}`
      );
    case 'SOME_UNREADABLE':
      return `Some files can be read, but not all: those that cannot are skipped. ${unreadable(findings)}`;
    case 'SOME_UNAVAILABLE':
      return (
        `AWS did not deliver ${JSON.stringify(findings.deniedKey)}, while other files can be read: the ` +
        'sync skips it if AWS still does not deliver it.'
      );
    default:
      return unreachable(warning);
  }
}

/** The remaining work before a corrected connection can be checked again; null without a role. */
export function remedyBeforeCheck(connection: RoleHolder, consoleOrigin: string): string | null {
  const { roleArn, policiesChanged, bucket } = connection;
  if (!roleArn) return null;
  if (!policiesChanged) return 'The region was corrected; nothing needs to change in AWS. Press Retry here.';
  return (
    'The bucket or the prefix was corrected, and the policy of your role still names the one before. ' +
    `${pastePermissionPolicy(connection)} If ${bucket.bucketName} has no CORS rule for ${consoleOrigin} yet: ` +
    `${pasteCorsRule(connection, consoleOrigin)} ${RETRY}`
  );
}

/** The remedy of an unhealthy connection, or the advice of a healthy one; null without any. */
export function remedyOf(facts: RemedyFacts & { cause: HealthCause | null }): string | null {
  if (facts.cause) return remedyFor(facts.cause, facts);
  const advice = (facts.findings.warnings ?? []).map((warning) => adviceFor(warning, facts));
  return advice.length > 0 ? advice.join('\n') : null;
}
