import { AwsError } from '../http/aws-error.ts';
import { element, textElement } from '../http/xml.ts';
import { AWS_MANAGED_POLICIES } from '../policy/aws-managed-policies.ts';
import type { ManagedPolicy } from '../state/account.ts';
import { change, newlyMade } from '../state/delayed.ts';
import { uniqueId } from '../state/unique-id.ts';
import { accountArn, type IamCall, type IamOperation } from './iam-call.ts';
import {
  alreadyExists,
  deleteConflict,
  limitExceeded,
  noSuchEntity,
  validIdentityPolicy,
  validName,
  validPath,
} from './iam-errors.ts';
import { page } from './pages.ts';
import { isoSeconds } from './roles.ts';

const LIMIT = { characters: 6_144, name: 'policy' };

/** @throws AwsError NoSuchEntity */
export function policyByArn(call: IamCall, arn: string): ManagedPolicy {
  const policy = call.account.policies.get(arn) ?? awsManaged(arn);
  if (policy === undefined) throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
  return policy;
}

function awsManaged(arn: string): ManagedPolicy | undefined {
  const known = AWS_MANAGED_POLICIES.get(arn);
  if (known === undefined) return undefined;
  const createdAt = '2015-02-06T18:40:00Z';
  return {
    name: known.name,
    path: '/',
    arn,
    id: `ANPA${known.name.toUpperCase()}`,
    createdAt,
    updatedAt: createdAt,
    description: '',
    versions: [{ id: 'v1', text: known.text, createdAt }],
    defaultVersionId: 'v1',
    text: { value: known.text, earlier: [] },
  };
}

function named(call: IamCall): ManagedPolicy {
  return policyByArn(call, call.form.required('PolicyArn'));
}

function createPolicy(call: IamCall): string {
  const { account, form, nowMs, delayMs } = call;
  const name = validName(form.required('PolicyName'), 'PolicyName', 128);
  const path = validPath(form.optional('Path') ?? '/');
  const text = validIdentityPolicy(form.required('PolicyDocument'), LIMIT);
  const taken = [...account.policies.values()].some((known) => known.name.toLowerCase() === name.toLowerCase());
  if (taken) throw alreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`);
  const createdAt = isoSeconds(nowMs);
  const policy: ManagedPolicy = {
    name,
    path,
    arn: accountArn(call, `policy${path}${name}`),
    id: uniqueId('ANPA'),
    createdAt,
    updatedAt: createdAt,
    description: form.optional('Description') ?? '',
    versions: [{ id: 'v1', text, createdAt }],
    defaultVersionId: 'v1',
    text: newlyMade(text, nowMs, delayMs),
  };
  account.policies.set(policy.arn, policy);
  call.state.accounts.save(account);
  return element('Policy', policyXml(call, policy));
}

function deletePolicy(call: IamCall): undefined {
  const policy = named(call);
  if (attachments(call, policy.arn) > 0) throw deleteConflict('Cannot delete a policy attached to entities.');
  if (policy.versions.length > 1) {
    throw deleteConflict(
      "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
    );
  }
  call.account.policies.delete(policy.arn);
  call.state.accounts.save(call.account);
}

function createVersion(call: IamCall): string {
  const policy = named(call);
  const text = validIdentityPolicy(call.form.required('PolicyDocument'), LIMIT);
  if (policy.versions.length >= 5) {
    throw limitExceeded(
      'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
    );
  }
  const newest = Math.max(...policy.versions.map(({ id }) => Number(id.slice(1))));
  const version = { id: `v${newest + 1}`, text, createdAt: isoSeconds(call.nowMs) };
  policy.versions.push(version);
  if (call.form.optional('SetAsDefault') === 'true') makeDefault(call, policy, version);
  policy.updatedAt = version.createdAt;
  call.state.accounts.save(call.account);
  return element('PolicyVersion', versionXml(policy, version, false));
}

function setDefaultVersion(call: IamCall): undefined {
  const policy = named(call);
  makeDefault(call, policy, namedVersion(call, policy));
  call.state.accounts.save(call.account);
}

function deleteVersion(call: IamCall): undefined {
  const policy = named(call);
  const version = namedVersion(call, policy);
  if (version.id === policy.defaultVersionId) throw deleteConflict('Cannot delete the default version of a policy.');
  policy.versions = policy.versions.filter((known) => known !== version);
  call.state.accounts.save(call.account);
}

type Version = ManagedPolicy['versions'][number];

function makeDefault(call: IamCall, policy: ManagedPolicy, version: Version): void {
  policy.defaultVersionId = version.id;
  change(policy.text, version.text, call.nowMs, call.delayMs);
}

function namedVersion(call: IamCall, policy: ManagedPolicy): Version {
  const id = call.form.required('VersionId');
  const version = policy.versions.find((known) => known.id === id);
  if (version === undefined)
    throw noSuchEntity(`Policy ${policy.arn} version ${id} does not exist or is not attachable.`);
  return version;
}

function versionXml(policy: ManagedPolicy, version: Version, withText: boolean): string {
  return [
    withText ? textElement('Document', encodeURIComponent(version.text)) : '',
    textElement('VersionId', version.id),
    textElement('IsDefaultVersion', version.id === policy.defaultVersionId),
    textElement('CreateDate', version.createdAt),
  ].join('');
}

function attachments(call: IamCall, arn: string): number {
  const holders = [...call.account.roles.values(), ...call.account.users.values()];
  return holders.filter((holder) => holder.attachedPolicyArns.value.includes(arn)).length;
}

function policyXml(call: IamCall, policy: ManagedPolicy): string {
  return [
    textElement('PolicyName', policy.name),
    textElement('PolicyId', policy.id),
    textElement('Arn', policy.arn),
    textElement('Path', policy.path),
    textElement('DefaultVersionId', policy.defaultVersionId),
    textElement('AttachmentCount', attachments(call, policy.arn)),
    textElement('PermissionsBoundaryUsageCount', 0),
    textElement('IsAttachable', true),
    policy.description === '' ? '' : textElement('Description', policy.description),
    textElement('CreateDate', policy.createdAt),
    textElement('UpdateDate', policy.updatedAt),
  ].join('');
}

function listPolicies(call: IamCall): string {
  const scope = call.form.optional('Scope') ?? 'All';
  const own = scope === 'AWS' ? [] : [...call.account.policies.values()];
  const shared = scope === 'Local' ? [] : [...AWS_MANAGED_POLICIES.keys()].map((arn) => policyByArn(call, arn));
  const onlyAttached = call.form.optional('OnlyAttached') === 'true';
  const wanted = [...own, ...shared].filter(({ arn }) => !onlyAttached || attachments(call, arn) > 0);
  return page(call.form, 'Policies', wanted, (policy) => policyXml(call, policy));
}

const byArn = (call: IamCall): string => call.form.required('PolicyArn');

export const MANAGED_POLICY_OPERATIONS: Readonly<Record<string, IamOperation>> = {
  CreatePolicy: {
    resource: (call) =>
      accountArn(call, `policy${call.form.optional('Path') ?? '/'}${call.form.required('PolicyName')}`),
    run: createPolicy,
  },
  GetPolicy: { resource: byArn, run: (call) => element('Policy', policyXml(call, named(call))) },
  DeletePolicy: { resource: byArn, run: deletePolicy },
  ListPolicies: { resource: (call) => accountArn(call, 'policy/'), run: listPolicies },
  CreatePolicyVersion: { resource: byArn, run: createVersion },
  GetPolicyVersion: {
    resource: byArn,
    run: (call) => {
      const policy = named(call);
      return element('PolicyVersion', versionXml(policy, namedVersion(call, policy), true));
    },
  },
  ListPolicyVersions: {
    resource: byArn,
    run: (call) => {
      const policy = named(call);
      return page(call.form, 'Versions', policy.versions, (version) => versionXml(policy, version, false));
    },
  },
  SetDefaultPolicyVersion: { resource: byArn, run: setDefaultVersion },
  DeletePolicyVersion: { resource: byArn, run: deleteVersion },
};

/** Refuses what cannot be attached. @throws AwsError NoSuchEntity, or InvalidInput for text that is no ARN */
export function attachablePolicy(call: IamCall): ManagedPolicy {
  const arn = call.form.required('PolicyArn');
  if (!arn.startsWith('arn:')) throw new AwsError(400, 'InvalidInput', `ARN ${arn} is not valid.`);
  return policyByArn(call, arn);
}
