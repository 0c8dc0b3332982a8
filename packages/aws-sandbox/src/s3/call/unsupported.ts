import { AwsError } from '../../http/aws-error.ts';
import type { AwsRequest } from '../../http/request.ts';
import { invalidArgument, notImplemented } from './s3-errors.ts';

/** Headers that would change what a request means, and that the sandbox does not know how to honour. */
const UNSUPPORTED =
  /^x-amz-(grant-|object-lock-|website-redirect-location$|(copy-source-)?server-side-encryption-customer-|write-offset-bytes$|mfa$)/;

/**
 * Refuses what the sandbox cannot do, instead of doing something else.
 *
 * @throws AwsError NotImplemented; NoSuchVersion, since no bucket here keeps versions
 */
export function refuseUnsupported(request: AwsRequest, isUpload: boolean): void {
  const name = Object.keys(request.headers).find((header) => UNSUPPORTED.test(header));
  if (name !== undefined) throw notImplemented(name);
  if (!isUpload && request.query.has('partNumber')) throw notImplemented('partNumber');
  const versionId = request.query.get('versionId');
  if (versionId === undefined || versionId === 'null') return;
  if (!/^[\w.-]{32}$/.test(versionId)) throw invalidArgument('Invalid version id specified', 'versionId', versionId);
  throw new AwsError(404, 'NoSuchVersion', 'The specified version does not exist.', {
    details: { VersionId: versionId },
  });
}
