import { AwsError } from '../http/aws-error.ts';
import { type AwsRequest, header } from '../http/request.ts';

/**
 * Checks the conditions of a GET or HEAD in HTTP's order.
 *
 * @param names  header names before the condition's own, such as `x-amz-copy-source-`
 * @throws AwsError PreconditionFailed (412), or NotModified (304) which carries no body
 * @see RFC 9110, section 13.2.2
 */
export function checkPreconditions(request: AwsRequest, etag: string, lastModified: Date): void {
  const ifMatch = header(request, 'if-match');
  const ifNoneMatch = header(request, 'if-none-match');
  const ifUnmodifiedSince = dateOf(header(request, 'if-unmodified-since'));
  const ifModifiedSince = dateOf(header(request, 'if-modified-since'));
  if (ifMatch !== undefined) {
    if (!namesEtag(ifMatch, etag)) throw preconditionFailed('If-Match');
  } else if (ifUnmodifiedSince !== undefined && lastModified.getTime() > ifUnmodifiedSince) {
    throw preconditionFailed('If-Unmodified-Since');
  }
  const unchanged =
    ifNoneMatch !== undefined
      ? namesEtag(ifNoneMatch, etag)
      : ifModifiedSince !== undefined && lastModified.getTime() <= ifModifiedSince;
  if (unchanged) {
    throw new AwsError(304, 'NotModified', 'Not Modified', {
      headers: { etag: `"${etag}"`, 'last-modified': lastModified.toUTCString() },
    });
  }
}

export function preconditionFailed(condition: string): AwsError {
  return new AwsError(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    details: { Condition: condition },
  });
}

/** Whether a list of entity tags, quoted or not, names this one. */
export function namesEtag(list: string, etag: string): boolean {
  return list.split(',').some((item) => {
    const text = item
      .trim()
      .replace(/^W\//, '')
      .replace(/^"(.*)"$/, '$1');
    return text === '*' || text === etag;
  });
}

function dateOf(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : time;
}
