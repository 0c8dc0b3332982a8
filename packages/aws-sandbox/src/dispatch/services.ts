import type { Authenticator } from '../callers/authenticate.ts';
import type { QueryCall } from '../callers/query-call.ts';
import type { SessionTokens } from '../callers/session-token.ts';
import type { Answer } from '../http/answer.ts';
import { AwsError } from '../http/aws-error.ts';
import { queryError } from '../http/query-api.ts';
import { answerIam } from '../iam/service.ts';
import type { S3Service } from '../s3/service.ts';
import { sha256Hex } from '../sigv4/signing-key.ts';
import type { SandboxState } from '../state/settings.ts';
import { answerSts } from '../sts/service.ts';
import type { Exchange } from './exchange.ts';

/** The services behind the port. */
export interface Services {
  state: SandboxState;
  authenticator: Authenticator;
  tokens: SessionTokens;
  s3: S3Service;
}

/** The answer of the request's service. An AWS error is an answer too. */
export async function serviceAnswer(services: Services, exchange: Exchange): Promise<Answer> {
  const { facts, request, credential, target } = exchange;
  if (facts.service === 's3') return await services.s3.answer(request, credential, target, facts.operation);
  try {
    return queryAnswerOf(services, exchange);
  } catch (error) {
    if (error instanceof AwsError) return queryError(error, facts.service, request.requestId);
    throw error;
  }
}

function queryAnswerOf(services: Services, { request, credential, form, formText }: Exchange): Answer {
  if (credential === undefined) {
    throw new AwsError(403, 'MissingAuthenticationToken', 'Request is missing Authentication Token');
  }
  const { caller } = services.authenticator.authenticate(request, credential, sha256Hex(formText));
  const call: QueryCall = { request, action: form.required('Action'), region: credential.region, caller, form };
  switch (credential.service) {
    case 'sts':
      return answerSts(call, services.state, services.tokens);
    case 'iam':
      return answerIam(call, services.state);
    default:
      throw new AwsError(404, 'UnknownService', `The sandbox speaks s3, sts and iam, not ${credential.service}.`);
  }
}
