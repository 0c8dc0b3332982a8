import {
  CreateBucketCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { toError } from '@bucket-sync/shared/errors';
import { BUCKET_REGION } from './customer-clients.ts';
import { DENIED_PREFIX, type SampleObject } from './sample-objects.ts';

/** How many uploads are in flight at once. */
const PARALLEL = 8;

export interface BucketToFill {
  bucket: string;
  objects: SampleObject[];
  /** Makes the customer's KMS key; called once, and only when an object needs it. */
  makeKey: () => Promise<string>;
}

/**
 * Makes the bucket and uploads the objects that it lacks.
 *
 * @returns the number of uploads: 0 when an earlier start has filled the bucket
 */
export async function fillBucket(s3: S3Client, { bucket, objects, makeKey }: BucketToFill): Promise<number> {
  await makeBucket(s3, bucket);
  const there = await keysIn(s3, bucket);
  const missing = objects.filter(({ key }) => !there.has(key));
  const kmsKeyArn = missing.some(({ isEncrypted }) => isEncrypted) ? await makeKey() : undefined;
  const queue = missing.values();
  const work = async () => {
    for (const object of queue) {
      await s3.send(new PutObjectCommand(putInput(bucket, object, kmsKeyArn)));
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return missing.length;
}

function putInput(
  bucket: string,
  { key, body, storageClass, isEncrypted }: SampleObject,
  kmsKeyArn: string | undefined,
) {
  return {
    Bucket: bucket,
    Key: key,
    Body: body,
    ...(storageClass && { StorageClass: storageClass }),
    ...(isEncrypted && { ServerSideEncryption: 'aws:kms' as const, SSEKMSKeyId: kmsKeyArn }),
  };
}

async function makeBucket(s3: S3Client, bucket: string): Promise<void> {
  try {
    const configuration = { LocationConstraint: BUCKET_REGION } as const;
    await s3.send(new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: configuration }));
  } catch (error) {
    if (toError(error).name !== 'BucketAlreadyOwnedByYou') throw error;
  }
  await s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: JSON.stringify(draftsStayPrivate(bucket)) }));
}

/** A bucket policy that the owner has forgotten: drafts can be listed but not read, even by a role that may read. */
function draftsStayPrivate(bucket: string) {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'DraftsStayPrivate',
        Effect: 'Deny',
        Principal: '*',
        Action: ['s3:GetObject', 's3:GetObjectAttributes'],
        Resource: `arn:aws:s3:::${bucket}/${DENIED_PREFIX}*`,
      },
    ],
  };
}

async function keysIn(s3: S3Client, bucket: string): Promise<Set<string>> {
  const keys = new Set<string>();
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: bucket })) {
    for (const { Key } of page.Contents ?? []) keys.add(Key!);
  }
  return keys;
}
