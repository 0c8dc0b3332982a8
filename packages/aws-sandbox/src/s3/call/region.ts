import { AwsError } from '../../http/aws-error.ts';
import { OPT_IN_REGIONS } from '../../state/regions.ts';
import type { Bucket } from '../storage/bucket.ts';

/**
 * Refuses a request that was signed for another region than the bucket's, in AWS's three ways:
 *
 * - a bucket in an opt-in region answers IllegalLocationConstraintException;
 * - us-east-1, whose endpoint is the global one, answers that the signature is for the wrong region;
 * - every other endpoint redirects to the bucket's region.
 *
 * @throws AwsError each with the header `x-amz-bucket-region`
 */
export function refuseWrongRegion(bucket: Bucket, region: string): void {
  const { name, region: home } = bucket.configuration;
  if (region === home) return;
  const headers = { 'x-amz-bucket-region': home };
  if (OPT_IN_REGIONS.has(home) && OPT_IN_REGIONS.has(region) === false && region !== 'us-east-1') {
    throw illegalLocation(home, headers);
  }
  if (region === 'us-east-1') {
    throw new AwsError(
      400,
      'AuthorizationHeaderMalformed',
      `The authorization header is malformed; the region '${region}' is wrong; expecting '${home}'`,
      { headers, details: { Region: home } },
    );
  }
  throw new AwsError(
    301,
    'PermanentRedirect',
    'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all ' +
      'future requests to this endpoint.',
    { headers, details: { Endpoint: `${name}.s3.${home}.amazonaws.com`, Bucket: name } },
  );
}

/** @param asked  the location that does not match the endpoint; "unspecified" when the request has none */
export function illegalLocation(asked: string, headers: Record<string, string> = {}): AwsError {
  return new AwsError(
    400,
    'IllegalLocationConstraintException',
    `The ${asked} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    { headers },
  );
}
