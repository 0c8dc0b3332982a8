import {
  CreateRoleCommand,
  GetRoleCommand,
  type IAMClient,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { PutBucketCorsCommand } from '@aws-sdk/client-s3';
import { toError } from '@bucket-sync/shared/errors';
import type { CustomerClients } from './customer-clients.ts';

/** The JSON texts that the wizard shows and the customer pastes into AWS. */
export interface Pasted {
  iamPolicy: string;
  trustPolicy: string;
  corsConfiguration: string;
}

const ROLE_NAME = 'BucketSyncReadOnly';

/**
 * Makes the role with its trust policy and permissions in the customer's account, and sets the bucket's CORS rules. The
 * texts come from the wizard.
 *
 * @returns the role's ARN
 */
export async function grantRole({ iam, s3 }: CustomerClients, bucket: string, pasted: Pasted): Promise<string> {
  const roleArn = await makeRole(iam, pasted.trustPolicy);
  await iam.send(
    new PutRolePolicyCommand({ RoleName: ROLE_NAME, PolicyName: 'ReadBucket', PolicyDocument: pasted.iamPolicy }),
  );
  // The wizard shows the bare list of rules, because the CORS editor of the AWS console takes that.
  const rules = JSON.parse(pasted.corsConfiguration);
  const CORSRules = Array.isArray(rules) ? rules : rules.CORSRules;
  await s3.send(new PutBucketCorsCommand({ Bucket: bucket, CORSConfiguration: { CORSRules } }));
  return roleArn;
}

async function makeRole(iam: IAMClient, trustPolicy: string): Promise<string> {
  try {
    const made = await iam.send(new CreateRoleCommand({ RoleName: ROLE_NAME, AssumeRolePolicyDocument: trustPolicy }));
    return made.Role!.Arn!;
  } catch (error) {
    if (toError(error).name !== 'EntityAlreadyExistsException') throw error;
  }
  await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: ROLE_NAME, PolicyDocument: trustPolicy }));
  const there = await iam.send(new GetRoleCommand({ RoleName: ROLE_NAME }));
  return there.Role!.Arn!;
}
