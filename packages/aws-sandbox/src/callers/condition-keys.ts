import { type AwsRequest, header } from '../http/request.ts';
import { requestContext } from '../policy/request-context.ts';
import type { Caller } from './caller.ts';

/**
 * The condition keys of a request: those of AWS as a whole, those of the caller, and the service's own.
 *
 * `aws:SecureTransport` is always true: the sandbox stands in for AWS's TLS endpoint, and a bucket policy that requires
 * TLS must not refuse every request.
 */
export function conditionKeys(
  request: AwsRequest,
  region: string,
  caller: Caller | undefined,
  own: Readonly<Record<string, string | undefined>>,
): Map<string, readonly string[]> {
  return requestContext({
    'aws:CurrentTime': request.receivedAt.toISOString(),
    'aws:EpochTime': String(Math.floor(request.receivedAt.getTime() / 1000)),
    'aws:SourceIp': request.remoteAddress,
    'aws:SecureTransport': 'true',
    'aws:RequestedRegion': region,
    'aws:UserAgent': header(request, 'user-agent'),
    'aws:Referer': header(request, 'referer'),
    ...caller?.conditionKeys,
    ...own,
  });
}
