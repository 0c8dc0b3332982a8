import { element, textElement } from '../http/xml.ts';
import type { ManagedPolicy } from '../state/account.ts';
import { change } from '../state/delayed.ts';
import type { IamCall, IamOperation } from './iam-call.ts';
import { deleteConflict, limitExceeded, noSuchEntity, validIdentityPolicy } from './iam-errors.ts';
import { byArn, MANAGED_POLICY_LIMIT, namedPolicy } from './managed-policies.ts';
import { page } from './pages.ts';
import { isoSeconds } from './roles.ts';

function createVersion(call: IamCall): string {
  const policy = namedPolicy(call);
  const text = validIdentityPolicy(call.form.required('PolicyDocument'), MANAGED_POLICY_LIMIT);
  if (policy.versions.length >= 5) {
    throw limitExceeded(
      'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing ' +
        'version.',
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
  const policy = namedPolicy(call);
  makeDefault(call, policy, namedVersion(call, policy));
  call.state.accounts.save(call.account);
}

function deleteVersion(call: IamCall): undefined {
  const policy = namedPolicy(call);
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

export const POLICY_VERSION_OPERATIONS: Readonly<Record<string, IamOperation>> = {
  CreatePolicyVersion: { resource: byArn, run: createVersion },
  GetPolicyVersion: {
    resource: byArn,
    run: (call) => {
      const policy = namedPolicy(call);
      return element('PolicyVersion', versionXml(policy, namedVersion(call, policy), true));
    },
  },
  ListPolicyVersions: {
    resource: byArn,
    run: (call) => {
      const policy = namedPolicy(call);
      return page(call.form, 'Versions', policy.versions, (version) => versionXml(policy, version, false));
    },
  },
  SetDefaultPolicyVersion: { resource: byArn, run: setDefaultVersion },
  DeletePolicyVersion: { resource: byArn, run: deleteVersion },
};
