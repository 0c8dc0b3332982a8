import { AwsError } from '../http/aws-error.ts';
import { element, textElement } from '../http/xml.ts';
import { AWS_MANAGED_POLICIES } from '../policy/aws-managed-policies.ts';
import type { ManagedPolicy } from '../state/account.ts';
import { newlyMade } from '../state/delayed.ts';
import { uniqueId } from '../state/unique-id.ts';
import { accountArn, type IamCall, type IamOperation } from './iam-call.ts';
import {
  alreadyExists,
  deleteConflict,
  noSuchEntity,
  validIdentityPolicy,
  validName,
  validPath,
} from './iam-errors.ts';
import { page } from './pages.ts';
import { isoSeconds } from './roles.ts';

export const MANAGED_POLICY_LIMIT = { characters: 6_144, name: 'policy' };

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

export function namedPolicy(call: IamCall): ManagedPolicy {
  return policyByArn(call, call.form.required('PolicyArn'));
}

function createPolicy(call: IamCall): string {
  const { account, form, nowMs, delayMs } = call;
  const name = validName(form.required('PolicyName'), 'PolicyName', 128);
  const path = validPath(form.optional('Path') ?? '/');
  const text = validIdentityPolicy(form.required('PolicyDocument'), MANAGED_POLICY_LIMIT);
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
  const policy = namedPolicy(call);
  if (attachments(call, policy.arn) > 0) throw deleteConflict('Cannot delete a policy attached to entities.');
  if (policy.versions.length > 1) {
    throw deleteConflict(
      "This policy has more than one version. Before you delete a policy, you must delete the policy's " +
        'versions. The default version is deleted with the policy.',
    );
  }
  call.account.policies.delete(policy.arn);
  call.state.accounts.save(call.account);
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
  const listed = [...own, ...shared].filter(({ arn }) => !onlyAttached || attachments(call, arn) > 0);
  return page(call.form, 'Policies', listed, (policy) => policyXml(call, policy));
}

export const byArn = (call: IamCall): string => call.form.required('PolicyArn');

export const MANAGED_POLICY_OPERATIONS: Readonly<Record<string, IamOperation>> = {
  CreatePolicy: {
    resource: (call) =>
      accountArn(call, `policy${call.form.optional('Path') ?? '/'}${call.form.required('PolicyName')}`),
    run: createPolicy,
  },
  GetPolicy: { resource: byArn, run: (call) => element('Policy', policyXml(call, namedPolicy(call))) },
  DeletePolicy: { resource: byArn, run: deletePolicy },
  ListPolicies: { resource: (call) => accountArn(call, 'policy/'), run: listPolicies },
};

/** The managed policy that a call attaches. @throws AwsError NoSuchEntity; InvalidInput for text that is no ARN */
export function attachablePolicy(call: IamCall): ManagedPolicy {
  const arn = call.form.required('PolicyArn');
  if (!arn.startsWith('arn:')) throw new AwsError(400, 'InvalidInput', `ARN ${arn} is not valid.`);
  return policyByArn(call, arn);
}
