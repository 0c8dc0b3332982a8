import type { BucketLocation } from '../../connection.ts';
import { literally, policyText } from './iam-text.ts';

export const POLICY_VERSION = '2012-10-17';

/**
 * The permissions of the customer's role: list the bucket under the prefix, read the objects under it, nothing else.
 *
 * @param kmsKeyArn  adds the right to decrypt with this key, for buckets encrypted with a key of the customer's own
 */
export function permissionPolicy(bucket: BucketLocation, kmsKeyArn?: string) {
  const decrypt = { Sid: 'DecryptSyncedFiles', Effect: 'Allow', Action: 'kms:Decrypt', Resource: kmsKeyArn };
  return {
    Version: POLICY_VERSION,
    Statement: [...readStatements(bucket), ...(kmsKeyArn ? [decrypt] : [])],
  };
}

/**
 * The session policy. It narrows a wider role to the same permissions, and allows decryption only through S3.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 */
export function sessionPolicy(bucket: BucketLocation) {
  const viaS3 = { StringEquals: { 'kms:ViaService': `s3.${bucket.region}.amazonaws.com` } };
  return {
    Version: POLICY_VERSION,
    Statement: [
      ...readStatements(bucket).map(({ Sid: _, ...statement }) => statement),
      { Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*', Condition: viaS3 },
    ],
  };
}

function readStatements({ bucketName, prefix }: BucketLocation) {
  const underPrefix = `${literally(prefix)}*`;
  return [
    {
      Sid: 'ListSyncedFiles',
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: `arn:aws:s3:::${bucketName}`,
      Condition: { StringLike: { 's3:prefix': underPrefix } },
    },
    {
      Sid: 'ReadSyncedFiles',
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:GetObjectAttributes'],
      Resource: `arn:aws:s3:::${bucketName}/${underPrefix}`,
    },
  ];
}

/** The trust policy of the customer's role: only our principal may assume it, with this connection's external ID. */
export function trustPolicy(connection: { principalArn: string; externalId: string }) {
  return {
    Version: POLICY_VERSION,
    Statement: [
      {
        Sid: 'BucketSyncWithExternalId',
        Effect: 'Allow',
        Principal: { AWS: connection.principalArn },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': connection.externalId } },
      },
    ],
  };
}

/** The largest inline session policy that STS accepts, in characters. STS also limits the packed size. */
const SESSION_POLICY_LIMIT = 2048;

/** The session policy as text, or undefined when the prefix is too long for one. */
export function sessionPolicyText(bucket: BucketLocation): string | undefined {
  const text = policyText(sessionPolicy(bucket), 0);
  return text.length <= SESSION_POLICY_LIMIT ? text : undefined;
}
