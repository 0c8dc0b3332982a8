import { AwsError } from '../../http/aws-error.ts';
import { type AwsRequest, header } from '../../http/request.ts';

/**
 * Checks the conditions of a GET or HEAD, in the order that HTTP defines.
 *
 * @throws AwsError PreconditionFailed (412), or NotModified (304) which carries no body
 * @see RFC 9110, section 13.2.2
 */
export function checkPreconditions(request: AwsRequest, etag: string, lastModified: Date): void {
  if (!stillAsMeant(request, '', etag, lastModified)) throw preconditionFailed('If-Match or If-Unmodified-Since');
  if (hasChanged(request, '', etag, lastModified)) return;
  throw new AwsError(304, 'NotModified', 'Not Modified', {
    headers: { etag: `"${etag}"`, 'last-modified': lastModified.toUTCString() },
  });
}

/** Checks the conditions on the source of a copy. @throws AwsError PreconditionFailed for each that fails */
export function checkCopyPreconditions(request: AwsRequest, etag: string, lastModified: Date): void {
  const prefix = 'x-amz-copy-source-';
  if (stillAsMeant(request, prefix, etag, lastModified) && hasChanged(request, prefix, etag, lastModified)) return;
  throw preconditionFailed('x-amz-copy-source-If');
}

/** If-Match, else If-Unmodified-Since. */
function stillAsMeant(request: AwsRequest, prefix: string, etag: string, lastModified: Date): boolean {
  const match = header(request, `${prefix}if-match`);
  if (match !== undefined) return namesEtag(match, etag);
  const unmodifiedSince = dateOf(header(request, `${prefix}if-unmodified-since`));
  return unmodifiedSince === undefined || lastModified.getTime() <= unmodifiedSince;
}

/** If-None-Match, else If-Modified-Since. */
function hasChanged(request: AwsRequest, prefix: string, etag: string, lastModified: Date): boolean {
  const noneMatch = header(request, `${prefix}if-none-match`);
  if (noneMatch !== undefined) return !namesEtag(noneMatch, etag);
  const modifiedSince = dateOf(header(request, `${prefix}if-modified-since`));
  return modifiedSince === undefined || lastModified.getTime() > modifiedSince;
}

export function preconditionFailed(condition: string): AwsError {
  return new AwsError(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    details: { Condition: condition },
  });
}

/** Whether a list of entity tags, quoted or not, holds this one. */
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
