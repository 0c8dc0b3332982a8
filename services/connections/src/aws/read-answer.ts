import { type Actor, type AwsAnswer, NOT_AN_ANSWER } from '../domain/aws/diagnosis/aws-answer.ts';

/** The parts of an SDK error that hold AWS's answer; each may be missing. */
interface SdkError {
  name?: string;
  message?: string;
  code?: string;
  $fault?: string;
  $metadata?: { httpStatusCode?: number; requestId?: string };
  $response?: { headers?: Record<string, string> };
  Region?: string;
}

/**
 * AWS's answer, read from an error that the SDK threw. An answer that is not AWS's (a cut connection, silence, a
 * proxy's page) gets the code NoAnswerFromAws.
 *
 * @param secrets  removed from AWS's sentence, which quotes a malformed request
 */
export function readAnswer(actor: Actor, action: string, error: unknown, secrets: readonly string[] = []): AwsAnswer {
  const { name, message = '', code, $fault, $metadata, $response, Region } = error as SdkError;
  const headers = $response?.headers ?? {};
  const requestId = $metadata?.requestId ?? headers['x-amz-request-id'] ?? headers['x-amzn-requestid'];
  const status = $metadata?.httpStatusCode;
  const bucketRegion = Region ?? headers['x-amz-bucket-region'] ?? /^The (\S+) location constraint/.exec(message)?.[1];
  // The SDK reports a proxy's page as an error too. Only AWS sends a request id.
  const isAnswer = $fault !== undefined && name !== undefined && requestId !== undefined;
  return {
    actor,
    action,
    code: isAnswer || name === 'CredentialsProviderError' ? name! : NOT_AN_ANSWER,
    message: without(secrets, isAnswer ? message : [code, message].filter(Boolean).join(' ') || String(name)),
    ...(status !== undefined && { httpStatus: status }),
    ...(requestId && { requestId }),
    ...(bucketRegion && { bucketRegion }),
  };
}

/** An answer of HTTP 200 that lacks what AWS always sends, such as a proxy's page. */
export function notAnAnswer(actor: Actor, action: string, message: string, httpStatus?: number): AwsAnswer {
  return { actor, action, code: NOT_AN_ANSWER, message, ...(httpStatus !== undefined && { httpStatus }) };
}

function without(secrets: readonly string[], text: string): string {
  return secrets.reduce((clean, secret) => (secret === '' ? clean : clean.replaceAll(secret, '[secret]')), text);
}
