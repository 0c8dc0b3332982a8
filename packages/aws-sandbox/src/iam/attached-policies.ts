import { textElement } from '../http/xml.ts';
import type { Grants } from '../state/account.ts';
import { change } from '../state/delayed.ts';
import type { IamCall, IamOperation } from './iam-call.ts';
import { limitExceeded, noSuchEntity } from './iam-errors.ts';
import { attachablePolicy, policyByArn } from './managed-policies.ts';
import { page } from './pages.ts';
import { namedRole, roleResource } from './roles.ts';
import { namedUser, userResource } from './users.ts';

const MOST_ATTACHED = 10;

/** The operations on managed policies of a role or a user: Attach, Detach, ListAttached. */
function operationsFor(
  kind: 'Role' | 'User',
  find: (call: IamCall) => Grants,
  resource: (call: IamCall) => string,
): Record<string, IamOperation> {
  const attach = (call: IamCall): undefined => {
    const { attachedPolicyArns } = find(call);
    const { arn } = attachablePolicy(call);
    if (attachedPolicyArns.value.includes(arn)) return;
    if (attachedPolicyArns.value.length >= MOST_ATTACHED) {
      throw limitExceeded(`Cannot exceed quota for PoliciesPer${kind}: ${MOST_ATTACHED}`);
    }
    change(attachedPolicyArns, [...attachedPolicyArns.value, arn], call.nowMs, call.delayMs);
    call.state.accounts.save(call.account);
  };
  const detach = (call: IamCall): undefined => {
    const { attachedPolicyArns } = find(call);
    const arn = call.form.required('PolicyArn');
    if (!attachedPolicyArns.value.includes(arn)) throw noSuchEntity(`Policy ${arn} was not found.`);
    const rest = attachedPolicyArns.value.filter((known) => known !== arn);
    change(attachedPolicyArns, rest, call.nowMs, call.delayMs);
    call.state.accounts.save(call.account);
  };
  const list = (call: IamCall): string =>
    page(call.form, 'AttachedPolicies', find(call).attachedPolicyArns.value, (arn) =>
      [textElement('PolicyName', policyByArn(call, arn).name), textElement('PolicyArn', arn)].join(''),
    );
  return {
    [`Attach${kind}Policy`]: { resource, run: attach },
    [`Detach${kind}Policy`]: { resource, run: detach },
    [`ListAttached${kind}Policies`]: { resource, run: list },
  };
}

export const ATTACHED_POLICY_OPERATIONS: Readonly<Record<string, IamOperation>> = {
  ...operationsFor('Role', namedRole, roleResource),
  ...operationsFor('User', namedUser, userResource),
};
