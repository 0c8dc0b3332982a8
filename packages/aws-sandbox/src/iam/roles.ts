import { AwsError } from '../http/aws-error.ts';
import { element, textElement } from '../http/xml.ts';
import type { Role } from '../state/account.ts';
import type { AccountStore } from '../state/account-store.ts';
import { change, newlyMade } from '../state/delayed.ts';
import { uniqueId } from '../state/unique-id.ts';
import { accountArn, type IamCall, type IamOperation } from './iam-call.ts';
import {
  alreadyExists,
  deleteConflict,
  limitExceeded,
  noSuchEntity,
  validName,
  validPath,
  validTrustPolicy,
} from './iam-errors.ts';
import { page } from './pages.ts';
import { withArns } from './stored-principals.ts';

/** @throws AwsError NoSuchEntity */
export function namedRole(call: IamCall): Role {
  const name = call.form.required('RoleName');
  const role = call.account.roles.get(name);
  if (role === undefined) throw noSuchEntity(`The role with name ${name} cannot be found.`);
  return role;
}

function createRole(call: IamCall): string {
  const { account, form, nowMs, delayMs } = call;
  form.refuse('PermissionsBoundary');
  const name = validName(form.required('RoleName'), 'RoleName', 64);
  const path = validPath(form.optional('Path') ?? '/');
  const trust = validTrustPolicy(call.state.accounts, form.required('AssumeRolePolicyDocument'));
  if ([...account.roles.keys()].some((known) => known.toLowerCase() === name.toLowerCase())) {
    throw alreadyExists(`Role with name ${name} already exists.`);
  }
  if (account.roles.size >= account.roleLimit) {
    throw limitExceeded(`Cannot exceed quota for RolesPerAccount: ${account.roleLimit}`);
  }
  const role: Role = {
    name,
    path,
    arn: accountArn(call, `role${path}${name}`),
    id: uniqueId('AROA'),
    createdAt: isoSeconds(nowMs),
    description: form.optional('Description') ?? '',
    maxSessionSeconds: validSessionSeconds(form.integer('MaxSessionDuration', 3600)),
    tags: form.tags(),
    trustPolicy: newlyMade(trust, nowMs, delayMs),
    inlinePolicies: { value: {}, earlier: [] },
    attachedPolicyArns: { value: [], earlier: [] },
  };
  account.roles.set(name, role);
  call.state.accounts.save(account);
  return element('Role', roleXml(role, call.state.accounts));
}

function validSessionSeconds(seconds: number): number {
  if (seconds >= 3600 && seconds <= 43_200) return seconds;
  throw new AwsError(400, 'ValidationError', 'MaxSessionDuration must be between 3600 and 43200 seconds.');
}

function deleteRole(call: IamCall): undefined {
  const role = namedRole(call);
  if (Object.keys(role.inlinePolicies.value).length > 0)
    throw deleteConflict('Cannot delete entity, must delete policies first.');
  if (role.attachedPolicyArns.value.length > 0)
    throw deleteConflict('Cannot delete entity, must detach all policies first.');
  call.account.roles.delete(role.name);
  call.state.accounts.save(call.account);
}

function updateTrust(call: IamCall): undefined {
  const role = namedRole(call);
  const stored = validTrustPolicy(call.state.accounts, call.form.required('PolicyDocument'));
  change(role.trustPolicy, stored, call.nowMs, call.delayMs);
  call.state.accounts.save(call.account);
}

function updateRole(call: IamCall): string {
  const role = namedRole(call);
  role.description = call.form.optional('Description') ?? role.description;
  role.maxSessionSeconds = validSessionSeconds(call.form.integer('MaxSessionDuration', role.maxSessionSeconds));
  call.state.accounts.save(call.account);
  return '';
}

function tagRole(call: IamCall): undefined {
  const role = namedRole(call);
  Object.assign(role.tags, call.form.tags());
  call.state.accounts.save(call.account);
}

function untagRole(call: IamCall): undefined {
  const role = namedRole(call);
  for (const key of call.form.list('TagKeys')) delete role.tags[key];
  call.state.accounts.save(call.account);
}

function listRoles(call: IamCall): string {
  const prefix = call.form.optional('PathPrefix') ?? '/';
  const roles = [...call.account.roles.values()]
    .filter(({ path }) => path.startsWith(prefix))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return page(call.form, 'Roles', roles, (role) => roleXml(role, call.state.accounts));
}

function roleXml(role: Role, accounts: AccountStore): string {
  return [
    textElement('Path', role.path),
    textElement('RoleName', role.name),
    textElement('RoleId', role.id),
    textElement('Arn', role.arn),
    textElement('CreateDate', role.createdAt),
    textElement('AssumeRolePolicyDocument', encodeURIComponent(withArns(accounts, role.trustPolicy.value))),
    role.description === '' ? '' : textElement('Description', role.description),
    textElement('MaxSessionDuration', role.maxSessionSeconds),
    boundaryXml(role),
    Object.keys(role.tags).length === 0 ? '' : element('Tags', tagsXml(role.tags)),
  ].join('');
}

function boundaryXml({ boundaryArn }: Role): string {
  if (!boundaryArn?.value) return '';
  return element(
    'PermissionsBoundary',
    textElement('PermissionsBoundaryType', 'PermissionsBoundaryPolicy'),
    textElement('PermissionsBoundaryArn', boundaryArn.value),
  );
}

function tagsXml(tags: Record<string, string>): string {
  return Object.entries(tags)
    .map(([key, value]) => element('member', textElement('Key', key), textElement('Value', value)))
    .join('');
}

export function isoSeconds(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+/, '');
}

/** The ARN of a role operation's resource. A role that does not exist yet has the path of the request. */
export function roleResource(call: IamCall): string {
  const name = call.form.required('RoleName');
  return call.account.roles.get(name)?.arn ?? accountArn(call, `role${call.form.optional('Path') ?? '/'}${name}`);
}

export const ROLE_OPERATIONS: Readonly<Record<string, IamOperation>> = {
  CreateRole: { resource: roleResource, run: createRole },
  GetRole: { resource: roleResource, run: (call) => element('Role', roleXml(namedRole(call), call.state.accounts)) },
  ListRoles: { resource: (call) => accountArn(call, 'role/'), run: listRoles },
  DeleteRole: { resource: roleResource, run: deleteRole },
  UpdateAssumeRolePolicy: { resource: roleResource, run: updateTrust },
  UpdateRole: { resource: roleResource, run: updateRole },
  TagRole: { resource: roleResource, run: tagRole },
  UntagRole: { resource: roleResource, run: untagRole },
  ListRoleTags: {
    resource: roleResource,
    run: (call) => element('Tags', tagsXml(namedRole(call).tags)) + textElement('IsTruncated', false),
  },
  ListInstanceProfilesForRole: {
    resource: roleResource,
    run: (call) => {
      namedRole(call);
      return page(call.form, 'InstanceProfiles', [], String);
    },
  },
};
