import { AwsError } from '../../http/aws-error.ts';
import type { AwsRequest } from '../../http/request.ts';
import { invalidArgument, notImplemented } from './s3-errors.ts';

/** Headers that change the meaning of a request and that the sandbox does not know. */
const UNSUPPORTED_NAMES = new Set(['x-amz-website-redirect-location', 'x-amz-write-offset-bytes', 'x-amz-mfa']);
const UNSUPPORTED = /^x-amz-(grant-|object-lock-|(copy-source-)?server-side-encryption-customer-)/;

/**
 * Refuses a request that the sandbox would answer wrongly.
 *
 * @throws AwsError NotImplemented; NoSuchVersion, because the buckets here have no versions
 */
export function refuseUnsupported(request: AwsRequest, isUpload: boolean): void {
  const name = Object.keys(request.headers).find((header) => UNSUPPORTED_NAMES.has(header) || UNSUPPORTED.test(header));
  if (name !== undefined) throw notImplemented(name);
  if (!isUpload && request.query.has('partNumber')) throw notImplemented('partNumber');
  const versionId = request.query.get('versionId');
  if (versionId === undefined || versionId === 'null') return;
  if (!/^[\w.-]{32}$/.test(versionId)) throw invalidArgument('Invalid version id specified', 'versionId', versionId);
  throw new AwsError(404, 'NoSuchVersion', 'The specified version does not exist.', {
    details: { VersionId: versionId },
  });
}
