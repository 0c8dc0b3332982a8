import { unreachable } from '@bucket-sync/shared/errors';
import { accountOf, type Connection } from '../../connection.ts';
import type { Denial } from '../diagnosis/denial.ts';
import { policyText } from '../policies/iam-text.ts';
import { permissionPolicy } from '../policies/policies.ts';
import { roleName } from './paste-policy.ts';

/**
 * The policy that refuses and how to change it. Undefined when the role's own policy only lacks a permission, or when
 * AWS gave no reason.
 */
export function fixForbiddingPolicy(connection: Connection, denial: Denial | undefined): string | undefined {
  if (!denial) return undefined;
  switch (denial.by) {
    case 'IDENTITY':
      return denial.isExplicit ? denyingRolePolicy(connection, denial) : undefined;
    case 'RESOURCE':
      return denial.isExplicit ? denyingResourcePolicy(connection, denial) : undefined;
    case 'BOUNDARY':
      return boundary(connection, denial);
    case 'SERVICE_CONTROL':
      return organizationPolicy(connection, denial, 'service control policy', 'Service control policies');
    case 'RESOURCE_CONTROL':
      return organizationPolicy(connection, denial, 'resource control policy', 'Resource control policies');
    case 'SESSION':
    case 'VPC_ENDPOINT':
      return undefined;
    default:
      return unreachable(denial.by);
  }
}

function denyingRolePolicy(connection: Connection, { action, policyArn }: Denial): string {
  return (
    `A policy of the role itself forbids ${action} with "Effect": "Deny", which wins over every "Allow". In the IAM ` +
    `console open Roles, ${roleName(connection)}, the tab Permissions, and under Permissions policies open ` +
    `${policyArn ? policyArn.split('/').at(-1) : 'the policy with that statement'}, press Edit, choose JSON, and ` +
    `take ${action} on this bucket out of the statement with "Effect": "Deny". Press Next, then Save changes.`
  );
}

/**
 * The policy of a bucket or of a KMS key. All conditions of a statement must hold, and one more exempts the role.
 */
function denyingResourcePolicy({ bucket, roleArn }: Connection, { action }: Denial): string {
  const [whose, where] = action.startsWith('kms:')
    ? [
        'policy of the KMS key',
        'In the KMS console open Customer managed keys, the key, the tab Key policy, press Edit',
      ]
    : [
        `bucket policy of ${bucket.bucketName}`,
        `In the S3 console open General purpose buckets, ${bucket.bucketName}, the tab Permissions, and under ` +
          'Bucket policy press Edit',
      ];
  const exception = { ArnNotEquals: { 'aws:PrincipalArn': roleArn } };
  return (
    `The ${whose} forbids it: it holds a statement with "Effect": "Deny", which wins over everything that the role ` +
    `may do. ${where}. Find the statement with "Effect": "Deny" that covers ${action} and leave this role out of it: ` +
    'give it this "Condition" (if it has one already, add the line inside; if that holds an "ArnNotEquals" or ' +
    '"ArnNotLike" on aws:PrincipalArn, add the role\'s ARN to its list):\n\n' +
    `${policyText(exception)}\n\nPress Save changes.`
  );
}

function boundary(connection: Connection, { action, isExplicit, policyArn }: Denial): string {
  const [, name] = policyArn ? (/([^/]+)$/.exec(policyArn) ?? []) : [];
  const change = isExplicit
    ? `take ${action} on this bucket out of the statement with "Effect": "Deny". `
    : `add these to its list "Statement":\n\n${policyText(permissionPolicy(connection.bucket).Statement)}\n\n`;
  return (
    `The role's permissions boundary ${isExplicit ? 'forbids' : 'does not allow'} ${action}. It applies in addition ` +
    `to the role's own policies. In the IAM console open Roles, ${roleName(connection)}, the tab Permissions, the ` +
    `section Permissions boundary, open the policy ${name ? `${name} ` : ''}that stands there, press Edit, choose ` +
    `JSON, and ${change}Press Next, then Save changes. (Other roles may have the same boundary; to leave them alone, ` +
    'press Change boundary in that section and choose another policy.)'
  );
}

function organizationPolicy(connection: Connection, denial: Denial, kind: string, page: string): string {
  const { bucket, roleArn } = connection;
  const { action, isExplicit, policyArn } = denial;
  const which = policyArn ? ` (${policyArn})` : '';
  const account = roleArn ? accountOf(roleArn) : 'this one';
  return (
    `A ${kind}${which} of your organization ${isExplicit ? 'forbids' : 'does not allow'} ${action}. It cannot be ` +
    `changed from within the account ${account}, and no policy of the role can help. Ask the administrator of AWS ` +
    `Organizations (AWS Organizations console, Policies, ${page}) to let the role ${roleArn ?? 'that you made'} do ` +
    `${action} on arn:aws:s3:::${bucket.bucketName} and its files.`
  );
}
