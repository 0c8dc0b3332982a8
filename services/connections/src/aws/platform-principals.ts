import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { AppError } from '@bucket-sync/shared/errors';
import { diagnose } from '../domain/aws/diagnosis/diagnose.ts';
import { POLICY_VERSION } from '../domain/aws/policies/policies.ts';
import type { Principals } from '../domain/ports.ts';
import { CLIENT_OPTIONS } from './client-options.ts';
import { readAnswer } from './read-answer.ts';

type PrincipalStrategy = 'per-connection' | 'shared';

const SHARED_ROLE = 'ext-shared';
const POLICY_NAME = 'assume-customer-roles';

/**
 * The roles in our own account that customers trust: one for each connection, or one for all. Only this service's own
 * identity may assume them, and they may only assume roles of other accounts.
 */
export function createPlatformPrincipals(options: { accountId: string; strategy: PrincipalStrategy }): Principals {
  const { accountId, strategy } = options;
  // IAM is global in a partition and answers in us-east-1.
  const iam = new IAMClient({ region: 'us-east-1', ...CLIENT_OPTIONS });
  const sts = new STSClient(CLIENT_OPTIONS);
  const arnOf = (roleName: string) => `arn:aws:iam::${accountId}:role/${roleName}`;
  const roleNameOf = (connectionId: string) => (strategy === 'shared' ? SHARED_ROLE : `ext-${connectionId}`);
  let ownIdentity: Promise<string> | undefined;

  const identity = () => {
    ownIdentity ??= readIdentity(sts, iam, accountId);
    return ownIdentity.catch((error: unknown) => {
      ownIdentity = undefined;
      throw error;
    });
  };

  return {
    arnFor: (connectionId) => arnOf(roleNameOf(connectionId)),

    isOwn: (connectionId, principalArn) => principalArn === arnOf(`ext-${connectionId}`),

    async ensure(connectionId) {
      const RoleName = roleNameOf(connectionId);
      const trust = JSON.stringify(trustOwnService(accountId, await identity()));
      const description = `Assumes the roles of Bucket Sync customers (${strategy})`;
      try {
        await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust, Description: description }));
      } catch (error) {
        const { code } = readAnswer('PLATFORM', 'iam:CreateRole', error);
        if (code === 'LimitExceededException' || code === 'LimitExceeded') return 'LIMIT';
        if (code !== 'EntityAlreadyExistsException' && code !== 'EntityAlreadyExists')
          throw outage('iam:CreateRole', error);
      }
      const PolicyDocument = JSON.stringify(assumeOthers(accountId));
      await sent('iam:PutRolePolicy', () =>
        iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: POLICY_NAME, PolicyDocument })),
      );
      return 'READY';
    },

    async remove(connectionId) {
      const RoleName = `ext-${connectionId}`;
      await sent('iam:DeleteRolePolicy', () =>
        iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: POLICY_NAME })),
      );
      await sent('iam:DeleteRole', () => iam.send(new DeleteRoleCommand({ RoleName })));
    },
  };
}

/** Sends a request; deleting what does not exist succeeds. */
async function sent(action: string, send: () => Promise<unknown>): Promise<void> {
  try {
    await send();
  } catch (error) {
    const { code } = readAnswer('PLATFORM', action, error);
    if (action.startsWith('iam:Delete') && code.startsWith('NoSuchEntity')) return;
    throw outage(action, error);
  }
}

function outage(action: string, error: unknown): AppError {
  const answer = readAnswer('PLATFORM', action, error);
  const { cause } = diagnose('ASSUME_ROLE', answer);
  const code = cause === 'PLATFORM_CREDENTIALS' ? 'PLATFORM_CREDENTIALS' : 'AWS_UNAVAILABLE';
  return new AppError(code, { why: `${action}: ${answer.code}` }, { cause: error });
}

/** The ARN that we run as, in the form of `aws:PrincipalArn`. A session's ARN lacks its role's path; IAM returns it. */
async function readIdentity(sts: STSClient, iam: IAMClient, accountId: string): Promise<string> {
  try {
    const { Arn: arn = '', Account: account } = await sts.send(new GetCallerIdentityCommand({}));
    if (account !== accountId) {
      throw new AppError('PLATFORM_CREDENTIALS', { why: `they are of account ${account}, not of ${accountId}` });
    }
    const roleName = /^arn:aws:sts::\d+:assumed-role\/([^/]+)\//.exec(arn)?.[1];
    if (!roleName) return arn;
    const { Role: role } = await iam.send(new GetRoleCommand({ RoleName: roleName }));
    return role?.Arn ?? `arn:aws:iam::${accountId}:role/${roleName}`;
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw outage('sts:GetCallerIdentity', error);
  }
}

/**
 * Our account, narrowed by a condition to the identity that we run as. IAM would store a role that is named as
 * principal by its inner id: after that role is deleted and created again, no principal would trust it.
 *
 * @see IAM User Guide, "AWS JSON policy elements: Principal", IAM role principals
 */
function trustOwnService(accountId: string, identityArn: string) {
  return {
    Version: POLICY_VERSION,
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${accountId}:root` },
        Action: 'sts:AssumeRole',
        Condition: { ArnEquals: { 'aws:PrincipalArn': identityArn } },
      },
    ],
  };
}

/** Denies the roles of our own account, in case a check of an ARN misses one. */
function assumeOthers(accountId: string) {
  const ours = `arn:aws:iam::${accountId}:role/*`;
  return {
    Version: POLICY_VERSION,
    Statement: [
      { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: 'arn:aws:iam::*:role/*' },
      { Effect: 'Deny', Action: 'sts:AssumeRole', Resource: ours },
    ],
  };
}
