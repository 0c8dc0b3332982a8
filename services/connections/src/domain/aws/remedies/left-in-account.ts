import type { Connection } from '../../connection.ts';
import { roleName } from './paste-policy.ts';

/**
 * What a removed connection leaves in the customer's account: what the customer may delete, and what another connection
 * still needs.
 *
 * @param removed  as it was before its removal, with its role
 * @param others   the remaining connections of the organization, newest first; the oldest user of a thing is named
 */
export function leftInAccount(removed: Connection, others: readonly Connection[], consoleOrigin: string): string {
  const role = roleName(removed);
  const { bucketName, prefix } = removed.bucket;
  const policy = `the role's policy for s3://${bucketName}/${prefix}`;
  const corsRule = `the CORS rule for ${consoleOrigin} of the bucket ${bucketName}`;

  const ofRole = others.filter(({ roleArn }) => roleArn !== null && roleArn === removed.roleArn);
  const ofBucket = others.filter(({ bucket }) => bucket.bucketName === bucketName);
  // A policy for a prefix also allows longer prefixes. A connection of a longer prefix needs no policy of its own.
  const ofPolicy = ofRole.filter((other) => ofBucket.includes(other) && other.bucket.prefix.startsWith(prefix));

  const deletable: string[] = [];
  const kept: string[] = [];
  if (ofRole.length === 0) {
    const made = removed.roleArn === null ? 'the role, if you made one' : `the role ${role}`;
    deletable.push(`${made}, with its policy (IAM console, Roles, ${role}, Delete)`);
  } else {
    kept.push(`the role ${role}: the connection ${nameOf(ofRole)} uses it, too`);
    deletable.push(
      `the statement with the external ID ${removed.externalId} (IAM console, Roles, ${role}, the tab Trust ` +
        'relationships, Edit trust policy)',
    );
    if (ofPolicy.length > 0) kept.push(`${policy}: it lets ${nameOf(ofPolicy)} read, too`);
    else deletable.push(`${policy} (the tab Permissions)`);
  }
  if (ofBucket.length > 0) kept.push(`${corsRule}: the connection ${nameOf(ofBucket)} reads this bucket, too`);
  else
    deletable.push(
      `${corsRule} (S3 console, ${bucketName}, the tab Permissions, Cross-origin resource sharing (CORS), Edit)`,
    );
  return [
    `No longer needed in your account: ${deletable.join('; ')}.`,
    ...kept.map((sentence) => `Keep ${sentence}.`),
  ].join(' ');
}

const nameOf = (connections: readonly Connection[]) => JSON.stringify(connections.at(-1)?.name);
