import { PutRolePolicyCommand, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketCorsCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
  PutBucketCorsCommand,
} from '@aws-sdk/client-s3';
import { type CustomerClients, customerClients } from '@bucket-sync/dev-stack/system';
import { administer } from './sandbox.ts';
import { type AccountKey, endpoints } from './system.ts';

const nameOf = (roleArn: string) => roleArn.split('/').at(-1)!;

/** The changes that an administrator of an account makes in the consoles of IAM, S3 and KMS. */
export function accountOf({ iam, s3 }: CustomerClients, owner: AccountKey = endpoints().customer) {
  const keysOf = async (Bucket: string) => {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
    return Contents.map(({ Key }) => Key!);
  };
  /** Changes what only the sandbox's administration can change, of each object of a bucket. */
  const changeObjects = async (bucket: string, settings: { kmsKeyArn: string } | { storageClass: string }) => {
    for (const key of await keysOf(bucket)) await administer('object-settings', { bucket, key, ...settings });
  };
  return {
    setTrust: (roleArn: string, PolicyDocument: string) =>
      iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: nameOf(roleArn), PolicyDocument })),

    /** Replaces the policy that `grantRole` has made. */
    setPolicy: (roleArn: string, PolicyDocument: string) =>
      iam.send(new PutRolePolicyCommand({ RoleName: nameOf(roleArn), PolicyName: 'read', PolicyDocument })),

    setCors: (Bucket: string, rules: string) =>
      s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: JSON.parse(rules) } })),

    deleteCors: (Bucket: string) => s3.send(new DeleteBucketCorsCommand({ Bucket })),

    async deleteBucket(Bucket: string): Promise<void> {
      for (const Key of await keysOf(Bucket)) await s3.send(new DeleteObjectCommand({ Bucket, Key }));
      await s3.send(new DeleteBucketCommand({ Bucket }));
    },

    /** @param rules  its CORS rules, as JSON */
    async createBucket(Bucket: string, LocationConstraint: BucketLocationConstraint, rules: string): Promise<void> {
      const { s3: there, close } = customerClients(endpoints().awsEndpointUrl, owner, LocationConstraint);
      await there.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint } }));
      await there.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: JSON.parse(rules) } }));
      close();
    },

    /** Encrypts all files with a new KMS key. */
    async encrypt(bucket: string): Promise<void> {
      const { accountId } = owner;
      const region = await s3.config.region();
      const { arn } = await administer<{ arn: string }>('kms-keys', { accountId, region });
      await changeObjects(bucket, { kmsKeyArn: arn });
    },

    store: (bucket: string, storageClass: 'STANDARD' | 'DEEP_ARCHIVE') => changeObjects(bucket, { storageClass }),

    /** Switches the security token service off in these regions only. */
    disableSts: (...disabledStsRegions: string[]) =>
      administer('account-settings', { accountId: owner.accountId, disabledStsRegions }),
  };
}

export type Account = ReturnType<typeof accountOf>;
