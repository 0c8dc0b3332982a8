import { messageOf } from '@bucket-sync/shared/errors';
import { getGlobalDispatcher } from 'undici';
import { type AwsOutcome, failed, succeeded } from '../domain/aws/diagnosis/aws-answer.ts';
import { notAnAnswer } from './read-answer.ts';

const ACTION = 's3:GetObject';
const DEADLINE_MS = 8_000;

/**
 * Loads the first byte by a signed link as a browser does on a page of `origin`, and reads which origin S3 allows.
 *
 * @param isThere  false: the key is known to be missing; its refusal has CORS headers too and counts as an answer
 */
export async function loadAsBrowser(
  href: string,
  origin: string,
  isThere: boolean,
): Promise<AwsOutcome<{ allowedOrigin: string | null }>> {
  try {
    // Given as a path, not as a URL: a URL parser would collapse the dot segments of a key, and S3 would refuse the
    // signature.
    const pathStart = href.indexOf('/', href.indexOf('//') + 2);
    const response = await getGlobalDispatcher().request({
      method: 'GET',
      origin: href.slice(0, pathStart),
      path: href.slice(pathStart),
      headers: { origin, range: 'bytes=0-0' },
      headersTimeout: DEADLINE_MS,
      bodyTimeout: DEADLINE_MS,
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    const { statusCode: httpStatus, headers } = response;
    const text = (await response.body.text()).slice(0, 10_000);
    const header = (name: string) => (typeof headers[name] === 'string' ? headers[name] : undefined);
    const allowedOrigin = header('access-control-allow-origin') ?? null;
    // Every answer of S3 carries a request id; a proxy's page does not.
    const requestId = header('x-amz-request-id');
    if (!requestId) return failed(notAnAnswer('SESSION', ACTION, 'the answer is not from S3', httpStatus));
    if (httpStatus < 300) return succeeded({ allowedOrigin });
    const inXml = (element: string) => new RegExp(`<${element}>([^<]*)</${element}>`).exec(text)?.[1];
    const code = inXml('Code') ?? 'UnknownError';
    // An empty object and a missing key have nothing to read. Neither is a fault of the link.
    if (code === 'InvalidRange' || (!isThere && (code === 'NoSuchKey' || code === 'AccessDenied'))) {
      return succeeded({ allowedOrigin });
    }
    return failed({ actor: 'SESSION', action: ACTION, code, httpStatus, message: inXml('Message') ?? '', requestId });
  } catch (error) {
    return failed(notAnAnswer('SESSION', ACTION, messageOf(error)));
  }
}
