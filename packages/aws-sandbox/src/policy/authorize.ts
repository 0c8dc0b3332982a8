import type { Policy } from './document.ts';
import { type AccessRequest, judgeIdentity, judgeResource, type PrincipalIdentity } from './evaluate.ts';

/** Who asks, and what their own side lets them do. */
export interface Rights {
  /** Absent: an anonymous request. */
  principal: PrincipalIdentity | undefined;
  identityPolicies: readonly Policy[];
  /** What the identity's policies may give at most; absent where none is set. */
  boundary?: Policy | undefined;
  sessionPolicy?: Policy | undefined;
  /** What the organization lets the account do at most; absent: the account is in none. */
  serviceControlPolicies?: readonly Policy[] | undefined;
}

/** Everything that has a say in one request. */
export interface Case extends Rights {
  request: AccessRequest;
  /** The bucket, trust or key policy, where the resource has one. */
  resourcePolicy: Policy | undefined;
  resourceAccountId: string;
  /**
   * True for roles and keys: without their own policy's consent even an administrator of the same account has no
   * access. Buckets are open to their account's identity policies.
   */
  resourcePolicyMustAgree?: boolean;
}

/** `because` completes AWS's sentence "… is not authorized to perform: … on resource: … because …". */
export type Ruling = { allowed: true } | { allowed: false; because: string };

/**
 * AWS's evaluation logic: an explicit Deny anywhere wins; inside one account the identity's policies or a resource
 * policy that names the identity are enough; between accounts both must allow; a permissions boundary and a session
 * policy narrow both, except what a resource policy gives to the very session; service control policies narrow all.
 *
 * @see IAM User Guide, "Policy evaluation logic", "Cross-account policy evaluation logic", "Troubleshoot access denied
 *   error messages"
 */
export function authorize(question: Case): Ruling {
  const { request, principal, resourcePolicy } = question;
  const judged = (policies: readonly Policy[] | undefined) =>
    policies === undefined ? 'Allow' : judgeIdentity(policies, request);
  const identity = judgeIdentity(question.identityPolicies, request);
  const organization = judged(question.serviceControlPolicies);
  const boundary = judged(question.boundary && [question.boundary]);
  const session = judged(question.sessionPolicy && [question.sessionPolicy]);
  const resource =
    resourcePolicy === undefined
      ? ({ denied: false, grant: 'none' } as const)
      : judgeResource(resourcePolicy, principal, request);

  if (organization === 'ExplicitDeny') return denied('with an explicit deny in a service control policy');
  if (resource.denied) return denied('with an explicit deny in a resource-based policy');
  if (identity === 'ExplicitDeny') return denied('with an explicit deny in an identity-based policy');
  if (boundary === 'ExplicitDeny') return denied('with an explicit deny in a permissions boundary');
  if (session === 'ExplicitDeny') return denied('with an explicit deny in a session policy');

  const because = (kind: string) => denied(`because no ${kind} allows the ${request.action} action`);
  if (organization !== 'Allow') return because('service control policy');
  if (principal === undefined)
    return resource.grant === 'everyone' ? { allowed: true } : because('resource-based policy');
  if (resource.grant === 'session' && principal.accountId === question.resourceAccountId) return { allowed: true };

  const namesTheIdentity =
    resource.grant === 'principal' || resource.grant === 'everyone' || resource.grant === 'session';
  if (principal.accountId !== question.resourceAccountId) {
    if (identity !== 'Allow') return because('identity-based policy');
    if (resource.grant === 'none') return because('resource-based policy');
  } else if (question.resourcePolicyMustAgree === true) {
    if (resource.grant === 'none') return because('resource-based policy');
    if (!namesTheIdentity && identity !== 'Allow') return because('identity-based policy');
  } else if (identity !== 'Allow' && !namesTheIdentity) {
    return because('identity-based policy');
  }
  if (boundary !== 'Allow') return because('permissions boundary');
  return session === 'Allow' ? { allowed: true } : because('session policy');
}

function denied(because: string): Ruling {
  return { allowed: false, because };
}
