import type { Rights } from '../policy/authorize.ts';
import type { PrincipalIdentity } from '../policy/evaluate.ts';
import { compiledPolicy } from '../policy/policy-cache.ts';
import type { Account, Role, User } from '../state/account.ts';
import { boundaryOf, effectivePolicies } from './effective-policies.ts';
import type { Session } from './session-token.ts';

/** The sender of a request with a valid signature. */
export interface Caller {
  account: Account;
  /** As GetCallerIdentity reports it. */
  arn: string;
  userId: string;
  principal: PrincipalIdentity;
  session: Session | undefined;
  /** The caller's policies in force at `nowMs`. */
  rights(nowMs: number): Rights;
  /** The condition keys about the caller. */
  conditionKeys: Readonly<Record<string, string | undefined>>;
}

export function userCaller(account: Account, user: User): Caller {
  const principal = { accountId: account.accountId, ids: [user.id, user.arn] };
  return {
    account,
    arn: user.arn,
    userId: user.id,
    principal,
    session: undefined,
    rights: (nowMs) => ({
      principal,
      identityPolicies: effectivePolicies(account, user, nowMs),
      serviceControlPolicies: organizationOf(account),
    }),
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
  const principal = { accountId: account.accountId, ids: [role.id, role.arn], sessionArn };
  return {
    account,
    arn: sessionArn,
    userId,
    principal,
    session,
    rights: (nowMs) => ({
      principal,
      identityPolicies: effectivePolicies(account, role, nowMs),
      boundary: boundaryOf(account, role, nowMs),
      sessionPolicy: session.policy === undefined ? undefined : compiledPolicy(session.policy, 'session'),
      serviceControlPolicies: organizationOf(account),
    }),
    conditionKeys: {
      'aws:PrincipalArn': role.arn,
      'aws:PrincipalAccount': account.accountId,
      'aws:PrincipalType': 'AssumedRole',
      'aws:userid': userId,
      ...principalTags(role.tags),
    },
  };
}

/** An account without service control policies is in no organization. */
function organizationOf({ serviceControlPolicies = [] }: Account) {
  if (serviceControlPolicies.length === 0) return undefined;
  return serviceControlPolicies.map((text) => compiledPolicy(text, 'identity'));
}

function principalTags(tags: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:PrincipalTag/${key}`, value]));
}
