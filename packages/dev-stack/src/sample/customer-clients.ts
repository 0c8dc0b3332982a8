import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import type { AccessKey } from '../settings/secrets.ts';

/** AWS clients of the customer, with the keys of the customer's own account. */
export interface CustomerClients {
  s3: S3Client;
  iam: IAMClient;
  close(): void;
}

/** Region of the sample bucket. It is not the default region, so a mix-up of regions shows. */
export const BUCKET_REGION = 'eu-central-1';

/** @param region  that of the buckets */
export function customerClients(
  endpoint: string,
  { accessKeyId, secretAccessKey }: AccessKey,
  region = BUCKET_REGION,
): CustomerClients {
  const common = { endpoint, credentials: { accessKeyId, secretAccessKey } };
  const s3 = new S3Client({ ...common, region, forcePathStyle: true });
  const iam = new IAMClient({ ...common, region: 'us-east-1' });
  return {
    s3,
    iam,
    close() {
      s3.destroy();
      iam.destroy();
    },
  };
}
