import { AWS_MANAGED_POLICIES } from '../policy/aws-managed-policies.ts';
import type { Policy } from '../policy/document.ts';
import { compiledPolicy } from '../policy/policy-cache.ts';
import type { Account, Grants, Role } from '../state/account.ts';
import { effective } from '../state/delayed.ts';

/** The inline and attached policies of a user or role that are in force at `nowMs`. */
export function effectivePolicies(account: Account, grants: Grants, nowMs: number): Policy[] {
  const inline = Object.values(effective(grants.inlinePolicies, nowMs) ?? {});
  const attached = (effective(grants.attachedPolicyArns, nowMs) ?? []).flatMap(
    (arn) => textOf(account, arn, nowMs) ?? [],
  );
  return [...inline, ...attached].map((text) => compiledPolicy(text, 'identity'));
}

/** The permissions boundary of a role. A boundary policy that was deleted allows nothing. */
export function boundaryOf(account: Account, { boundaryArn }: Role, nowMs: number): Policy | undefined {
  const arn = boundaryArn === undefined ? null : effective(boundaryArn, nowMs);
  if (arn === null) return undefined;
  const text = textOf(account, arn, nowMs);
  return typeof text === 'string' ? compiledPolicy(text, 'identity') : { statements: [] };
}

function textOf(account: Account, arn: string, nowMs: number): string | null | undefined {
  const managed = account.policies.get(arn);
  return managed === undefined ? AWS_MANAGED_POLICIES.get(arn)?.text : effective(managed.text, nowMs);
}
