import type { Policy } from './document.ts';
import { type AccessRequest, judgeIdentity, judgeResource, type PrincipalIdentity } from './evaluate.ts';

/** Everything that has a say in one request. */
export interface Case {
  request: AccessRequest;
  /** Absent: an anonymous request. */
  principal: PrincipalIdentity | undefined;
  identityPolicies: readonly Policy[];
  sessionPolicy: Policy | undefined;
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
 * policy that names the identity are enough; between accounts both must allow; a session policy narrows both, except
 * what a resource policy gives to the very session.
 *
 * @see IAM User Guide, "Policy evaluation logic" and "Cross-account policy evaluation logic"
 */
export function authorize(question: Case): Ruling {
  const { request, principal, resourcePolicy } = question;
  const identity = judgeIdentity(question.identityPolicies, request);
  const session = question.sessionPolicy === undefined ? 'Allow' : judgeIdentity([question.sessionPolicy], request);
  const resource =
    resourcePolicy === undefined
      ? ({ denied: false, grant: 'none' } as const)
      : judgeResource(resourcePolicy, principal, request);

  if (identity === 'ExplicitDeny') return denied('with an explicit deny in an identity-based policy');
  if (resource.denied) return denied('with an explicit deny in a resource-based policy');
  if (session === 'ExplicitDeny') return denied('with an explicit deny in a session policy');

  const because = (kind: string) => denied(`because no ${kind} policy allows the ${request.action} action`);
  if (principal === undefined) return resource.grant === 'everyone' ? { allowed: true } : because('resource-based');
  if (resource.grant === 'session' && principal.accountId === question.resourceAccountId) return { allowed: true };

  const namesTheIdentity =
    resource.grant === 'principal' || resource.grant === 'everyone' || resource.grant === 'session';
  if (principal.accountId !== question.resourceAccountId) {
    if (identity !== 'Allow') return because('identity-based');
    if (resource.grant === 'none') return because('resource-based');
  } else if (question.resourcePolicyMustAgree === true) {
    if (resource.grant === 'none') return because('resource-based');
    if (!namesTheIdentity && identity !== 'Allow') return because('identity-based');
  } else if (identity !== 'Allow' && !namesTheIdentity) {
    return because('identity-based');
  }
  return session === 'Allow' ? { allowed: true } : because('session');
}

function denied(because: string): Ruling {
  return { allowed: false, because };
}
