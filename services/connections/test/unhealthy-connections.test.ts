import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Breakage, expectStopAt, retryAfter } from './support/breakage.ts';
import { CUSTOMER } from './support/customer.ts';
import { ORIGIN, startWorld, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.sandbox.faults.clear());
afterAll(() => world.stop());

/** The policy without one action. */
function without(action: string, policyText: string): string {
  return policyText.replace(`"${action}"`, '"s3:GetObjectTagging"');
}

function withoutCondition(trustPolicy: string): string {
  const policy = JSON.parse(trustPolicy);
  delete policy.Statement[0].Condition;
  return JSON.stringify(policy);
}

const kmsKey = () =>
  world.sandbox.administration.createKey({
    accountId: CUSTOMER.accountId,
    region: 'us-east-1',
  });

/** Faults of the customer's setup, each with AWS's real refusal. */
const THEIRS: (Breakage & { remedy: RegExp })[] = [
  {
    what: 'a trust policy that asks for another external ID',
    change: ({ roleArn, setup, externalId }) =>
      world.customer.setTrust(roleArn!, setup.trustPolicy.replace(externalId, 'another')),
    probe: 'ASSUME_ROLE',
    cause: 'ROLE_NOT_ASSUMABLE',
    evidence: /^sts:AssumeRole answered 403 AccessDenied \(request ID \S+\)/,
    remedy: /tab Trust relationships, press Edit trust policy[\s\S]*sts:ExternalId/,
  },
  {
    what: 'a trust policy without the condition',
    change: ({ roleArn, setup }) => world.customer.setTrust(roleArn!, withoutCondition(setup.trustPolicy)),
    probe: 'EXTERNAL_ID_REQUIRED',
    cause: 'EXTERNAL_ID_NOT_REQUIRED',
    evidence: /succeeded without an external ID and with a random external ID/,
    remedy: /lacks the condition on sts:ExternalId[\s\S]*Edit trust policy/,
  },
  {
    what: 'a permission policy that may not list',
    change: ({ roleArn, setup }) => world.customer.setPolicy(roleArn!, without('s3:ListBucket', setup.iamPolicy)),
    probe: 'LIST_OBJECTS',
    cause: 'LIST_DENIED',
    evidence: /^s3:ListBucket answered 403 AccessDenied/,
    remedy: /tab Permissions, press Add permissions, Create inline policy[\s\S]*"s3:ListBucket"/,
  },
  {
    what: 'a permission policy for another prefix',
    change: ({ roleArn, setup }) => world.customer.setPolicy(roleArn!, setup.iamPolicy.replaceAll('train/', 'test/')),
    probe: 'LIST_OBJECTS',
    cause: 'LIST_DENIED',
    evidence: /403 AccessDenied/,
    remedy: /under the prefix "train\/"/,
  },
  {
    what: 'a permission policy that may not read',
    change: ({ roleArn, setup }) => world.customer.setPolicy(roleArn!, without('s3:GetObject', setup.iamPolicy)),
    probe: 'READ_OBJECT',
    cause: 'READ_DENIED',
    evidence: /^s3:GetObject answered 403 AccessDenied/,
    remedy: /may not read "train\/a\.jpg"[\s\S]*"s3:GetObject"/,
  },
  {
    what: 'a permission policy that may not read attributes',
    change: ({ roleArn, setup }) =>
      world.customer.setPolicy(roleArn!, without('s3:GetObjectAttributes', setup.iamPolicy)),
    probe: 'READ_ATTRIBUTES',
    cause: 'ATTRIBUTES_DENIED',
    evidence: /^s3:GetObjectAttributes answered 403 AccessDenied/,
    remedy: /"s3:GetObjectAttributes"/,
  },
  {
    what: 'no CORS rule',
    change: ({ bucketName }) => world.customer.deleteCors(bucketName),
    probe: 'CORS',
    cause: 'CORS_MISSING',
    evidence: new RegExp(`Origin ${ORIGIN} answered no Access-Control-Allow-Origin`),
    remedy: /Cross-origin resource sharing \(CORS\) press Edit[\s\S]*"AllowedOrigins"/,
  },
  {
    what: 'a CORS rule for another origin',
    change: ({ bucketName, setup }) =>
      world.customer.setCors(bucketName, setup.corsConfiguration.replace(ORIGIN, 'https://other.example')),
    probe: 'CORS',
    cause: 'CORS_MISSING',
    evidence: /no Access-Control-Allow-Origin/,
    remedy: new RegExp(`"AllowedOrigins" holds exactly "${ORIGIN}", with no slash at its end`),
  },
  {
    what: 'files under a KMS key that the role may not use',
    change: ({ bucketName }) =>
      world.sandbox.administration.changeObject({ bucket: bucketName, key: 'train/a.jpg', kmsKeyArn: kmsKey().arn }),
    probe: 'READ_OBJECT',
    cause: 'KMS_DENIED',
    evidence: /403 AccessDenied .*kms:Decrypt/,
    remedy: /tab Key policy, press Edit[\s\S]*kms:Decrypt/,
  },
  {
    what: 'files under a KMS key that is switched off',
    change: ({ bucketName, roleArn, setup }) => {
      const { arn } = kmsKey();
      world.sandbox.administration.changeObject({ bucket: bucketName, key: 'train/a.jpg', kmsKeyArn: arn });
      world.sandbox.administration.changeKey({ keyArn: arn, enabled: false });
      const policy = JSON.parse(setup.iamPolicy);
      policy.Statement.push({ Effect: 'Allow', Action: 'kms:Decrypt', Resource: arn });
      return world.customer.setPolicy(roleArn!, JSON.stringify(policy));
    },
    probe: 'READ_OBJECT',
    cause: 'KMS_DENIED',
    evidence: /400 KMS\.DisabledException/,
    remedy: /that is disabled\. In the KMS console open Customer managed keys, [\w-]+, and choose Key actions, Enable/,
  },
  {
    what: 'files that another account owns',
    change: ({ bucketName }) =>
      world.sandbox.administration.changeObject({ bucket: bucketName, key: 'train/a.jpg', ownerId: '999988887777' }),
    probe: 'READ_OBJECT',
    cause: 'READ_DENIED',
    evidence: /403 AccessDenied/,
    remedy: /Object Ownership[\s\S]*Bucket owner enforced/,
  },
  {
    what: 'nothing but archived files',
    change: ({ bucketName }) =>
      world.sandbox.administration.changeObject({
        bucket: bucketName,
        key: 'train/a.jpg',
        storageClass: 'DEEP_ARCHIVE',
      }),
    probe: 'READ_OBJECT',
    cause: 'ARCHIVED_OBJECTS',
    evidence: /all 1 objects that were listed are archived/,
    remedy: /Actions, Initiate restore/,
  },
  {
    what: 'a file that answers InvalidObjectState, whatever the listing says',
    change: () =>
      world.sandbox.faults.add({
        match: { operation: 'GetObject' },
        effect: { kind: 'error', status: 403, code: 'InvalidObjectState', message: 'archived' },
      }),
    probe: 'READ_OBJECT',
    cause: 'ARCHIVED_OBJECTS',
    evidence: /403 InvalidObjectState/,
    remedy: /Initiate restore/,
  },
  {
    what: 'a bucket of an account that AWS has closed',
    change: () =>
      world.sandbox.faults.add({
        match: { operation: 'ListObjectsV2' },
        effect: {
          kind: 'error',
          status: 403,
          code: 'AccountProblem',
          message: 'There is a problem with your AWS account',
        },
      }),
    probe: 'LIST_OBJECTS',
    cause: 'LIST_DENIED',
    evidence: /403 AccountProblem/,
    remedy: /AWS itself has closed the account or the bucket \(AccountProblem\), so no policy helps/,
  },
];

describe('a fault on the customer’s side is named, with AWS’s words and the text to paste', () => {
  test.each(THEIRS)('$what: $cause', async ({ change, probe, cause, evidence, remedy }) => {
    const { health, setup } = await retryAfter(world, change);
    expect(health).toMatchObject({ indicator: 'BROKEN_HEART', cause });
    expectStopAt(health.probes, probe, 'FAIL');
    expect(health.probes.find(({ name }) => name === probe)!.evidence).toMatch(evidence);
    expect(health.remedy).toMatch(remedy);
    expect(setup.nextStep).toBe(cause === 'CORS_MISSING' ? 'CONFIGURE_CORS' : 'FIX_CONNECTION');
  });
});
