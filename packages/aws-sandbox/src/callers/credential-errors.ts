import { AwsError } from '../http/aws-error.ts';

/** Errors about invalid credentials; S3 words them differently from STS and IAM. */
export interface CredentialErrors {
  unknownAccessKey(accessKeyId: string): AwsError;
  invalidToken(): AwsError;
  expiredToken(token: string): AwsError;
}

const S3: CredentialErrors = {
  unknownAccessKey: (accessKeyId) =>
    new AwsError(403, 'InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.', {
      details: { AWSAccessKeyId: accessKeyId },
    }),
  invalidToken: () => new AwsError(400, 'InvalidToken', 'The provided token is malformed or otherwise invalid.'),
  expiredToken: (token) =>
    new AwsError(400, 'ExpiredToken', 'The provided token has expired.', { details: { 'Token-0': token } }),
};

const QUERY_SERVICES: CredentialErrors = {
  unknownAccessKey: () =>
    new AwsError(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.'),
  invalidToken: () =>
    new AwsError(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.'),
  expiredToken: () => new AwsError(403, 'ExpiredToken', 'The security token included in the request is expired'),
};

export function credentialErrors(service: string): CredentialErrors {
  return service === 's3' ? S3 : QUERY_SERVICES;
}
