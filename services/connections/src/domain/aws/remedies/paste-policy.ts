import type { Connection } from '../../connection.ts';
import { corsConfigurationText } from '../policies/cors.ts';
import { policyText } from '../policies/iam-text.ts';
import { permissionPolicy, trustPolicy } from '../policies/policies.ts';

export const RETRY = 'Then press Retry here. New rules take up to 30 seconds to be seen.';

/** Another connection of the organization may use the same role. The pasted text must not break that connection. */
export interface RoleHolder extends Connection {
  /** The name of the other connection. */
  readonly sharedWith?: string | undefined;
}

/** The page for the permission policy, and its text. */
export function pastePermissionPolicy(holder: RoleHolder, kmsKeyArn?: string): string {
  const { bucket, sharedWith } = holder;
  const text = policyText(permissionPolicy(bucket, kmsKeyArn));
  const where =
    `In the IAM console open Roles, ${roleName(holder)}, the tab Permissions, press Add permissions, ` +
    'Create inline policy';
  if (sharedWith === undefined) {
    // An earlier remedy may have added it, and a policy does not say whether the bucket still needs it.
    const keep =
      'If a statement that was there allows kms:Decrypt, keep it: put it back into the list "Statement", with a ' +
      'comma before it. ';
    return (
      `${where} (or edit the one that was made for us), choose JSON, and replace everything with:\n\n${text}\n\n` +
      `${kmsKeyArn === undefined ? keep : ''}Press Next, then Create policy or Save changes.`
    );
  }
  return (
    `${where} (leave those that are there: the connection ${JSON.stringify(sharedWith)} uses this role, too), choose ` +
    `JSON, and replace everything with:\n\n${text}\n\nPress Next, enter a name that none of them has, then press ` +
    'Create policy.'
  );
}

/** The page for the trust policy, and its text. The name of the role precedes this text. */
export function pasteTrustPolicy(holder: RoleHolder): string {
  const policy = trustPolicy(holder);
  if (holder.sharedWith === undefined) {
    return (
      'press Edit trust policy, and replace everything there (if the role serves something else, too, make ' +
      'another role for this connection instead, and enter its ARN here) with:\n\n' +
      `${policyText(policy)}\n\nPress Update policy.`
    );
  }
  // The statement ids of one policy must differ.
  const { Sid: _, ...statement } = policy.Statement[0]!;
  return (
    `press Edit trust policy. The connection ${JSON.stringify(holder.sharedWith)} uses this role, too: leave its ` +
    'statement as it is, remove every other statement that does not require one sts:ExternalId by StringEquals, and ' +
    'add this one to the list "Statement", with a comma between (or make a role of its own for this connection, and ' +
    `enter its ARN here):\n\n${policyText(statement)}\n\nPress Update policy.`
  );
}

/** The page for the CORS rule, and its text. */
export function pasteCorsRule({ bucket }: Connection, consoleOrigin: string): string {
  return (
    `In the S3 console open General purpose buckets, ${bucket.bucketName}, the tab Permissions, and under ` +
    'Cross-origin resource sharing (CORS) press Edit. If the box is empty, paste this. If rules are there already, ' +
    'keep them and add the part between the square brackets after the last rule, with a comma before it (our role ' +
    'may not read your rules, so we cannot show them merged; the AWS CLI script of this connection merges them for ' +
    `you):\n\n${corsConfigurationText(consoleOrigin)}\n\nIf a rule for us is there, compare it letter by letter: ` +
    `"AllowedOrigins" holds exactly "${consoleOrigin}", with no slash at its end, and "AllowedMethods" holds "GET". ` +
    'Press Save changes.'
  );
}

export function roleName({ roleArn }: Connection): string {
  return roleArn?.split('/').at(-1) ?? 'your role';
}
