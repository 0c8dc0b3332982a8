import type { Policy } from './document.ts';
import { type AccessRequest, judgeIdentity, judgeResource, type PrincipalIdentity } from './evaluate.ts';

/** The principal of a request, with the policies on its side. */
export interface Rights {
  /** Absent: an anonymous request. */
  principal: PrincipalIdentity | undefined;
  identityPolicies: readonly Policy[];
  /** The permissions boundary; absent when none is set. */
  boundary?: Policy | undefined;
  sessionPolicy?: Policy | undefined;
  /** The service control policies; absent when the account is in no organization. */
  serviceControlPolicies?: readonly Policy[] | undefined;
}

/** All inputs of one authorization decision. */
export interface Case extends Rights {
  request: AccessRequest;
  /** The bucket, trust or key policy; absent when the resource has none. */
  resourcePolicy: Policy | undefined;
  resourceAccountId: string;
  /**
   * True for roles and keys: without an Allow in their own policy even an administrator of the same account has no
   * access. For buckets an Allow in an identity policy of the same account is enough.
   */
  resourcePolicyMustAgree?: boolean;
}

/** `because` completes AWS's sentence "… is not authorized to perform: … on resource: … because …". */
export type Ruling = { allowed: true } | { allowed: false; because: string };

/**
 * AWS's evaluation logic. An explicit Deny in any policy wins. In one account an Allow in the identity's policies or in
 * a resource policy that names the identity is enough; between accounts both must allow. A permissions boundary and a
 * session policy narrow this, except what a resource policy gives to the session itself. Service control policies
 * narrow everything.
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
