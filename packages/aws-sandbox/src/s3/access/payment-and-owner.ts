import { header } from '../../http/request.ts';
import type { S3Call } from '../call/s3-call.ts';
import { accessDenied } from '../call/s3-errors.ts';
import type { Bucket } from '../storage/bucket.ts';

/**
 * Refuses a request that names another owner of the bucket. When the requester pays, it also refuses a request of
 * another account that does not agree to pay.
 *
 * @throws AwsError AccessDenied
 */
export function checkOwnerAndPayment(call: S3Call, bucket: Bucket): void {
  const { ownerId, requesterPays } = bucket.configuration;
  const expected = header(call.request, 'x-amz-expected-bucket-owner');
  if (expected !== undefined && expected !== ownerId) throw accessDenied();
  if (requesterPays !== true || call.caller?.account.accountId === ownerId) return;
  const payer = header(call.request, 'x-amz-request-payer') ?? call.request.query.get('x-amz-request-payer');
  if (call.caller === undefined || payer !== 'requester') throw accessDenied();
}
