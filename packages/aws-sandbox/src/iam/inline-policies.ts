import { textElement } from '../http/xml.ts';
import type { Grants } from '../state/account.ts';
import { change } from '../state/delayed.ts';
import type { IamCall, IamOperation } from './iam-call.ts';
import { noSuchEntity, validIdentityPolicy, validName } from './iam-errors.ts';
import { page } from './pages.ts';
import { namedRole, roleResource } from './roles.ts';
import { namedUser, userResource } from './users.ts';

interface Holder {
  kind: 'Role' | 'User';
  find(call: IamCall): Grants & { name: string };
  resource(call: IamCall): string;
  limit: { characters: number; name: string };
}

/** The operations on inline policies of a role or a user: Put, Get, List, Delete. */
function operationsFor({ kind, find, resource, limit }: Holder): Record<string, IamOperation> {
  const put = (call: IamCall): undefined => {
    const holder = find(call);
    const name = validName(call.form.required('PolicyName'), 'PolicyName', 128);
    const text = validIdentityPolicy(call.form.required('PolicyDocument'), {
      ...limit,
      name: `${limit.name} ${holder.name}`,
    });
    change(holder.inlinePolicies, { ...holder.inlinePolicies.value, [name]: text }, call.nowMs, call.delayMs);
    call.state.accounts.save(call.account);
  };
  const textOf = (call: IamCall): string => {
    const name = call.form.required('PolicyName');
    const policies = find(call).inlinePolicies.value;
    const text = Object.hasOwn(policies, name) ? policies[name] : undefined;
    if (text === undefined) throw noSuchEntity(`The ${kind.toLowerCase()} policy with name ${name} cannot be found.`);
    return text;
  };
  const get = (call: IamCall): string =>
    [
      textElement(`${kind}Name`, find(call).name),
      textElement('PolicyName', call.form.required('PolicyName')),
      textElement('PolicyDocument', encodeURIComponent(textOf(call))),
    ].join('');
  const remove = (call: IamCall): undefined => {
    textOf(call);
    const holder = find(call);
    const { [call.form.required('PolicyName')]: _removed, ...rest } = holder.inlinePolicies.value;
    change(holder.inlinePolicies, rest, call.nowMs, call.delayMs);
    call.state.accounts.save(call.account);
  };
  const list = (call: IamCall): string =>
    page(call.form, 'PolicyNames', Object.keys(find(call).inlinePolicies.value).sort(), (name) => name);
  return {
    [`Put${kind}Policy`]: { resource, run: put },
    [`Get${kind}Policy`]: { resource, run: get },
    [`Delete${kind}Policy`]: { resource, run: remove },
    [`List${kind}Policies`]: { resource, run: list },
  };
}

export const INLINE_POLICY_OPERATIONS: Readonly<Record<string, IamOperation>> = {
  ...operationsFor({
    kind: 'Role',
    find: namedRole,
    resource: roleResource,
    limit: { characters: 10_240, name: 'role' },
  }),
  ...operationsFor({
    kind: 'User',
    find: namedUser,
    resource: userResource,
    limit: { characters: 2_048, name: 'user' },
  }),
};
