import type { Policy } from '../policy/document.ts';
import { compiledPolicy } from '../policy/policy-cache.ts';
import type { Account, Grants } from '../state/account.ts';
import { effective } from '../state/delayed.ts';
import { AWS_MANAGED_POLICIES } from './aws-managed-policies.ts';

/** The identity policies of a user or role, inline and attached, as the judging of a request sees them now. */
export function effectivePolicies(account: Account, grants: Grants, nowMs: number): Policy[] {
  const inline = Object.values(effective(grants.inlinePolicies, nowMs) ?? {});
  const attached = (effective(grants.attachedPolicyArns, nowMs) ?? []).flatMap((arn) => {
    const managed = account.policies.get(arn);
    const text = managed === undefined ? AWS_MANAGED_POLICIES.get(arn)?.text : effective(managed.text, nowMs);
    return text === undefined || text === null ? [] : [text];
  });
  return [...inline, ...attached].map((text) => compiledPolicy(text, 'identity'));
}
