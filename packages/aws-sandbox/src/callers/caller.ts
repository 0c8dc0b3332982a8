import { effectivePolicies } from '../iam/effective-policies.ts';
import type { Policy } from '../policy/document.ts';
import type { PrincipalIdentity } from '../policy/evaluate.ts';
import { compiledPolicy } from '../policy/policy-cache.ts';
import type { Account, Role, User } from '../state/account.ts';
import type { Session } from '../sts/session-token.ts';

/** Who sent a request, after its signature was found right. */
export interface Caller {
  account: Account;
  /** As GetCallerIdentity says it. */
  arn: string;
  userId: string;
  principal: PrincipalIdentity;
  session: Session | undefined;
  sessionPolicy: Policy | undefined;
  /** Identity policies as they are seen at that moment. */
  identityPolicies(nowMs: number): Policy[];
  /** The condition keys that speak of the caller. */
  conditionKeys: Readonly<Record<string, string | undefined>>;
}

export function userCaller(account: Account, user: User): Caller {
  return {
    account,
    arn: user.arn,
    userId: user.id,
    principal: { accountId: account.accountId, ids: [user.id, user.arn] },
    session: undefined,
    sessionPolicy: undefined,
    identityPolicies: (nowMs) => effectivePolicies(account, user, nowMs),
    conditionKeys: {
      'aws:PrincipalArn': user.arn,
      'aws:PrincipalAccount': account.accountId,
      'aws:PrincipalType': 'User',
      'aws:userid': user.id,
      'aws:username': user.name,
      ...principalTags(user.tags),
    },
  };
}

export function sessionCaller(account: Account, role: Role, session: Session): Caller {
  const sessionArn = `arn:aws:sts::${account.accountId}:assumed-role/${role.name}/${session.sessionName}`;
  const userId = `${role.id}:${session.sessionName}`;
  return {
    account,
    arn: sessionArn,
    userId,
    principal: { accountId: account.accountId, ids: [role.id, role.arn], sessionArn },
    session,
    sessionPolicy: session.policy === undefined ? undefined : compiledPolicy(session.policy, 'session'),
    identityPolicies: (nowMs) => effectivePolicies(account, role, nowMs),
    conditionKeys: {
      'aws:PrincipalArn': role.arn,
      'aws:PrincipalAccount': account.accountId,
      'aws:PrincipalType': 'AssumedRole',
      'aws:userid': userId,
      ...principalTags(role.tags),
    },
  };
}

function principalTags(tags: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:PrincipalTag/${key}`, value]));
}
