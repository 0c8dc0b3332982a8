import { conditionKeys } from '../callers/condition-keys.ts';
import type { QueryCall } from '../callers/query-call.ts';
import type { Answer } from '../http/answer.ts';
import { AwsError } from '../http/aws-error.ts';
import { queryAnswer } from '../http/query-api.ts';
import { authorize } from '../policy/authorize.ts';
import type { SandboxState } from '../state/settings.ts';
import { ATTACHED_POLICY_OPERATIONS } from './attached-policies.ts';
import type { IamCall, IamOperation } from './iam-call.ts';
import { INLINE_POLICY_OPERATIONS } from './inline-policies.ts';
import { MANAGED_POLICY_OPERATIONS } from './managed-policies.ts';
import { BOUNDARY_OPERATIONS } from './permissions-boundaries.ts';
import { POLICY_VERSION_OPERATIONS } from './policy-versions.ts';
import { ROLE_OPERATIONS } from './roles.ts';
import { USER_OPERATIONS } from './users.ts';

const OPERATIONS: ReadonlyMap<string, IamOperation> = new Map(
  Object.entries({
    ...ROLE_OPERATIONS,
    ...USER_OPERATIONS,
    ...INLINE_POLICY_OPERATIONS,
    ...MANAGED_POLICY_OPERATIONS,
    ...POLICY_VERSION_OPERATIONS,
    ...ATTACHED_POLICY_OPERATIONS,
    ...BOUNDARY_OPERATIONS,
  }),
);

/** Answers a call to Identity and Access Management, when the caller's policies allow it. */
export function answerIam(query: QueryCall, state: SandboxState): Answer {
  const operation = OPERATIONS.get(query.action);
  if (operation === undefined) {
    throw new AwsError(400, 'InvalidAction', `Could not find operation ${query.action} for version 2010-05-08`);
  }
  const call: IamCall = {
    ...query,
    state,
    account: query.caller.account,
    nowMs: query.request.receivedAt.getTime(),
    delayMs: state.settings.iamDelayMs,
  };
  refuseUnlessAllowed(call, operation.resource(call));
  return queryAnswer(query, 'iam', operation.run(call));
}

function refuseUnlessAllowed(call: IamCall, resource: string): void {
  const { caller, request, action } = call;
  const ruling = authorize({
    request: {
      action: `iam:${action}`,
      resource,
      context: conditionKeys(request, call.region, caller, {
        'iam:PolicyARN': call.form.optional('PolicyArn'),
      }),
    },
    ...caller.rights(call.nowMs),
    resourcePolicy: undefined,
    resourceAccountId: call.account.accountId,
  });
  if (ruling.allowed) return;
  throw new AwsError(
    403,
    'AccessDenied',
    `User: ${caller.arn} is not authorized to perform: iam:${action} on resource: ${resource} ${ruling.because}`,
  );
}
