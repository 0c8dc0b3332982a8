import type { Connection } from './connection.ts';
import { corsConfigurationText } from './cors.ts';
import { policyText } from './iam-text.ts';
import { permissionPolicy } from './policies.ts';

export const RETRY = 'Then press Retry here. New rules take up to 30 seconds to be seen.';

/** Where the permission policy is pasted, and its text. */
export function pastePermissionPolicy(connection: Connection, kmsKeyArn?: string): string {
  const text = policyText(permissionPolicy(connection.bucket, kmsKeyArn));
  return (
    `In the IAM console open Roles, ${roleName(connection)}, the tab Permissions, press Add permissions, Create inline policy ` +
    `(or edit the one that is there), choose JSON, and replace everything with:\n\n${text}\n\nPress Next, then Create policy or Save changes.`
  );
}

/** Where the CORS rule is pasted, and its text. */
export function pasteCorsRule({ bucket }: Connection, consoleOrigin: string): string {
  return (
    'In the S3 console open General purpose ' +
    `buckets, ${bucket.bucketName}, the tab Permissions, and under Cross-origin resource sharing (CORS) press Edit. If the ` +
    'box is empty, paste this. If rules are there already, keep them and add the part between the square brackets ' +
    'after the last rule, with a comma before it (our role may not read your rules, so we cannot show them merged; ' +
    'the AWS CLI script of this connection merges them for you):\n\n' +
    `${corsConfigurationText(consoleOrigin)}\n\nIf a rule for us is there, compare it letter by letter: "AllowedOrigins" holds exactly ` +
    `"${consoleOrigin}", with no slash at its end, and "AllowedMethods" holds "GET". Press Save changes.`
  );
}

export function roleName({ roleArn }: Connection): string {
  return roleArn?.split('/').at(-1) ?? 'your role';
}
