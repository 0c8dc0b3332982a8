import type { QueryCall } from '../callers/query-call.ts';
import type { SessionTokens } from '../callers/session-token.ts';
import type { Answer } from '../http/answer.ts';
import { AwsError } from '../http/aws-error.ts';
import { queryAnswer } from '../http/query-api.ts';
import { textElement } from '../http/xml.ts';
import type { SandboxState } from '../state/settings.ts';
import { assumeRole, refuseDisabledRegion } from './assume-role.ts';

/** Answers a call to the Security Token Service. */
export function answerSts(call: QueryCall, state: SandboxState, tokens: SessionTokens): Answer {
  return queryAnswer(call, 'sts', resultOf(call, state, tokens));
}

function resultOf(call: QueryCall, state: SandboxState, tokens: SessionTokens): string {
  const { caller } = call;
  switch (call.action) {
    case 'AssumeRole':
      return assumeRole(call, state, tokens);
    case 'GetCallerIdentity':
      refuseDisabledRegion(caller.account, call.region);
      return (
        textElement('Arn', caller.arn) +
        textElement('UserId', caller.userId) +
        textElement('Account', caller.account.accountId)
      );
    default:
      throw new AwsError(400, 'InvalidAction', `Could not find operation ${call.action} for version 2011-06-15`);
  }
}
