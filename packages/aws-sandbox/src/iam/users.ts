import { element, textElement } from '../http/xml.ts';
import type { AccessKey, Account, User } from '../state/account.ts';
import { secretKey, uniqueId } from '../state/unique-id.ts';
import { accountArn, type IamCall, type IamOperation } from './iam-call.ts';
import { alreadyExists, deleteConflict, limitExceeded, noSuchEntity, validName, validPath } from './iam-errors.ts';
import { page } from './pages.ts';
import { isoSeconds } from './roles.ts';

/** The user that a call names; the caller when the call names none. */
export function namedUser(call: IamCall): User {
  const own = call.caller.conditionKeys['aws:username'];
  const name = call.form.optional('UserName') ?? own ?? call.form.required('UserName');
  const user = call.account.users.get(name);
  if (user === undefined) throw noSuchEntity(`The user with name ${name} cannot be found.`);
  return user;
}

/** A new user without access keys and policies. */
export function aUser(account: Account, name: string, path: string, nowMs: number): User {
  return {
    name,
    path,
    arn: `arn:aws:iam::${account.accountId}:user${path}${name}`,
    id: uniqueId('AIDA'),
    createdAt: isoSeconds(nowMs),
    tags: {},
    accessKeys: [],
    inlinePolicies: { value: {}, earlier: [] },
    attachedPolicyArns: { value: [], earlier: [] },
  };
}

function createUser(call: IamCall): string {
  const { account, form } = call;
  form.refuse('PermissionsBoundary');
  const name = validName(form.required('UserName'), 'UserName', 64);
  if ([...account.users.keys()].some((known) => known.toLowerCase() === name.toLowerCase())) {
    throw alreadyExists(`User with name ${name} already exists.`);
  }
  const user = aUser(account, name, validPath(form.optional('Path') ?? '/'), call.nowMs);
  user.tags = form.tags();
  account.users.set(name, user);
  call.state.accounts.save(account);
  return element('User', userXml(user));
}

function deleteUser(call: IamCall): undefined {
  const user = namedUser(call);
  if (user.accessKeys.length > 0) throw deleteConflict('Cannot delete entity, must delete access keys first.');
  if (Object.keys(user.inlinePolicies.value).length > 0)
    throw deleteConflict('Cannot delete entity, must delete policies first.');
  if (user.attachedPolicyArns.value.length > 0)
    throw deleteConflict('Cannot delete entity, must detach all policies first.');
  call.account.users.delete(user.name);
  call.state.accounts.save(call.account);
}

function createAccessKey(call: IamCall): string {
  const user = namedUser(call);
  if (user.accessKeys.length >= 2) throw limitExceeded('Cannot exceed quota for AccessKeysPerUser: 2');
  const key: AccessKey = {
    id: uniqueId('AKIA').slice(0, 20),
    secret: secretKey(),
    status: 'Active',
    createdAt: isoSeconds(call.nowMs),
  };
  user.accessKeys.push(key);
  call.state.accounts.save(call.account);
  return element('AccessKey', keyXml(user, key), textElement('SecretAccessKey', key.secret));
}

function namedKey(call: IamCall, user: User): AccessKey {
  const id = call.form.required('AccessKeyId');
  const key = user.accessKeys.find((known) => known.id === id);
  if (key === undefined) throw noSuchEntity(`The Access Key with id ${id} cannot be found.`);
  return key;
}

function updateAccessKey(call: IamCall): undefined {
  namedKey(call, namedUser(call)).status = call.form.required('Status') === 'Active' ? 'Active' : 'Inactive';
  call.state.accounts.save(call.account);
}

function deleteAccessKey(call: IamCall): undefined {
  const user = namedUser(call);
  const key = namedKey(call, user);
  user.accessKeys = user.accessKeys.filter((known) => known !== key);
  call.state.accounts.save(call.account);
}

function keyXml(user: User, key: AccessKey): string {
  return [
    textElement('UserName', user.name),
    textElement('AccessKeyId', key.id),
    textElement('Status', key.status),
    textElement('CreateDate', key.createdAt),
  ].join('');
}

function userXml(user: User): string {
  return [
    textElement('Path', user.path),
    textElement('UserName', user.name),
    textElement('UserId', user.id),
    textElement('Arn', user.arn),
    textElement('CreateDate', user.createdAt),
  ].join('');
}

export function userResource(call: IamCall): string {
  const name = call.form.optional('UserName') ?? call.caller.conditionKeys['aws:username'] ?? '';
  return call.account.users.get(name)?.arn ?? accountArn(call, `user${call.form.optional('Path') ?? '/'}${name}`);
}

export const USER_OPERATIONS: Readonly<Record<string, IamOperation>> = {
  CreateUser: { resource: userResource, run: createUser },
  GetUser: { resource: userResource, run: (call) => element('User', userXml(namedUser(call))) },
  ListUsers: {
    resource: (call) => accountArn(call, 'user/'),
    run: (call) => page(call.form, 'Users', [...call.account.users.values()], userXml),
  },
  DeleteUser: { resource: userResource, run: deleteUser },
  CreateAccessKey: { resource: userResource, run: createAccessKey },
  UpdateAccessKey: { resource: userResource, run: updateAccessKey },
  DeleteAccessKey: { resource: userResource, run: deleteAccessKey },
  ListAccessKeys: {
    resource: userResource,
    run: (call) => {
      const user = namedUser(call);
      return page(call.form, 'AccessKeyMetadata', user.accessKeys, (key) => keyXml(user, key));
    },
  },
  ListAccountAliases: {
    resource: () => '*',
    run: ({ form, account }) => page(form, 'AccountAliases', [account.alias], (alias) => alias),
  },
};
