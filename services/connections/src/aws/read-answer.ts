import { type Actor, type AwsAnswer, NOT_AN_ANSWER } from '../domain/aws/diagnosis/aws-answer.ts';

/** The parts of an error of the SDK that tell what AWS answered; none of them is certain to be there. */
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
 * What AWS answered, out of an error that the SDK threw. What is not AWS's own (a cut connection, silence, a page that
 * is not XML) gets the code NoAnswerFromAws.
 *
 * @param secrets  taken out of AWS's sentence, which quotes what it was sent when it finds it malformed
 */
export function readAnswer(actor: Actor, action: string, error: unknown, secrets: readonly string[] = []): AwsAnswer {
  const { name, message = '', code, $fault, $metadata, $response, Region } = error as SdkError;
  const headers = $response?.headers ?? {};
  const requestId = $metadata?.requestId ?? headers['x-amz-request-id'] ?? headers['x-amzn-requestid'];
  const status = $metadata?.httpStatusCode;
  const bucketRegion = Region ?? headers['x-amz-bucket-region'] ?? /^The (\S+) location constraint/.exec(message)?.[1];
  const isAnswer = $fault !== undefined && name !== undefined;
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

/** An answer of HTTP 200 that does not hold what AWS puts there, such as a proxy's page. */
export function notAnAnswer(actor: Actor, action: string, message: string, httpStatus?: number): AwsAnswer {
  return { actor, action, code: NOT_AN_ANSWER, message, ...(httpStatus !== undefined && { httpStatus }) };
}

function without(secrets: readonly string[], text: string): string {
  return secrets.reduce((clean, secret) => (secret === '' ? clean : clean.replaceAll(secret, '[secret]')), text);
}
