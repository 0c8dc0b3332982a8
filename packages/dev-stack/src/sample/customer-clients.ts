import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import type { AccessKey } from '../settings/secrets.ts';

/** The customer at work in their own AWS account, with their own keys. */
export interface CustomerClients {
  s3: S3Client;
  iam: IAMClient;
  close(): void;
}

/** Where the sample bucket lies: not the default region, so that two regions mixed up would be noticed. */
export const BUCKET_REGION = 'eu-central-1';

export function customerClients(endpoint: string, { accessKeyId, secretAccessKey }: AccessKey): CustomerClients {
  const common = { endpoint, credentials: { accessKeyId, secretAccessKey } };
  const s3 = new S3Client({ ...common, region: BUCKET_REGION, forcePathStyle: true });
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
