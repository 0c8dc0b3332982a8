import { change } from '../state/delayed.ts';
import type { IamCall, IamOperation } from './iam-call.ts';
import { noSuchEntity } from './iam-errors.ts';
import { policyByArn } from './managed-policies.ts';
import { namedRole, roleResource } from './roles.ts';

function put(call: IamCall): undefined {
  const { arn } = policyByArn(call, call.form.required('PermissionsBoundary'));
  setBoundary(call, arn);
}

function remove(call: IamCall): undefined {
  const { name, boundaryArn } = namedRole(call);
  if (!boundaryArn?.value) throw noSuchEntity(`Role ${name} does not have a permissions boundary.`);
  setBoundary(call, null);
}

function setBoundary(call: IamCall, arn: string | null): void {
  const role = namedRole(call);
  role.boundaryArn ??= { value: null, earlier: [] };
  change(role.boundaryArn, arn, call.nowMs, call.delayMs);
  call.state.accounts.save(call.account);
}

export const BOUNDARY_OPERATIONS: Readonly<Record<string, IamOperation>> = {
  PutRolePermissionsBoundary: { resource: roleResource, run: put },
  DeleteRolePermissionsBoundary: { resource: roleResource, run: remove },
};
