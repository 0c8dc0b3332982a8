import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { expectStopAt, retryAfter } from './support/breakage.ts';
import { CUSTOMER } from './support/customer.ts';
import { logInto } from './support/log-into.ts';
import { connect, type ShownConnection, shown, wizardOf } from './support/wizard.ts';
import { startWorld, type World } from './support/world.ts';

let world: World;
const lines: string[] = [];
beforeAll(async () => {
  world = await startWorld({ log: logInto(lines) });
});
afterEach(() => {
  world.sandbox.faults.clear();
  govern();
});
afterAll(() => world.stop());

/** Sets the service control policies of the customer's account; none removes the account from its organization. */
function govern(...statements: object[]) {
  const policy = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  world.sandbox.administration.changeAccount({
    accountId: CUSTOMER.accountId,
    serviceControlPolicies: statements.length > 0 ? [policy] : [],
  });
}

const ALL = { Effect: 'Allow', Action: '*', Resource: '*' };
const deny = (action: string) => ({ Effect: 'Deny', Action: action, Resource: '*' });
const allow = (...actions: string[]) => ({ Effect: 'Allow', Action: ['sts:*', ...actions], Resource: '*' });
const denyInBucket = ({ bucketName }: ShownConnection, action: string) => ({
  Effect: 'Deny',
  Principal: '*',
  Action: action,
  Resource: [`arn:aws:s3:::${bucketName}`, `arn:aws:s3:::${bucketName}/*`],
});

/** The effect of each denied action: the probe, its cause, and the first words of the remedy. */
const ACTIONS = [
  { action: 's3:ListBucket', probe: 'LIST_OBJECTS', cause: 'LIST_DENIED', begins: 'The role may not list the bucket' },
  {
    action: 's3:GetObject',
    probe: 'READ_OBJECT',
    cause: 'READ_DENIED',
    begins: 'The role lists the bucket but may not',
  },
  {
    action: 's3:GetObjectAttributes',
    probe: 'READ_ATTRIBUTES',
    cause: 'ATTRIBUTES_DENIED',
    begins: 'The role may read files but not their attributes',
  },
];

const POLICIES: { where: string; change: (c: ShownConnection, action: string) => unknown; leads: RegExp }[] = [
  {
    where: 'the bucket policy',
    change: (connection, action) =>
      world.customer.setBucketPolicy(connection.bucketName, denyInBucket(connection, action)),
    leads: /^The bucket policy of \S+ forbids it.*General purpose buckets, \S+, .*, and under Bucket policy press/,
  },
  {
    where: 'a policy of the role',
    change: ({ roleArn, setup }, action) => {
      const policy = JSON.parse(setup.iamPolicy);
      policy.Statement.push(deny(action));
      return world.customer.setPolicy(roleArn!, JSON.stringify(policy));
    },
    leads: /^A policy of the role itself forbids \S+ with "Effect": "Deny".*reader-\d+, .* under Permissions policies/,
  },
  {
    where: 'the permissions boundary',
    change: ({ roleArn }, action) => world.customer.setBoundary(roleArn!, [ALL, deny(action)]),
    leads: /^The role's permissions boundary forbids \S+\. .* Permissions boundary.*take \S+ on this bucket.*\. Press/,
  },
  {
    where: 'a service control policy',
    change: (_, action) => govern(ALL, deny(action)),
    leads: /^A service control policy of your organization forbids \S+\. .*Ask the administrator of AWS Organizations/,
  },
];

describe.each(POLICIES)('$where that forbids', ({ change, leads }) => {
  test.each(ACTIONS)('$action is named first, as $cause', async ({ action, probe, cause, begins }) => {
    const { health } = await retryAfter(world, (connection) => change(connection, action));
    expect(health).toMatchObject({ indicator: 'BROKEN_HEART', cause });
    expectStopAt(health.probes, probe, 'FAIL');
    const remedy = health.remedy!;
    expect(remedy.startsWith(begins)).toBe(true);
    expect(remedy.slice(remedy.indexOf('. ') + 2)).toMatch(new RegExp(leads.source, 's'));
    expect(remedy).not.toContain('Create inline policy');
  });
});

test('the remedy adds the permission that a boundary lacks', async () => {
  const member = world.as();
  const { id, roleArn } = await connect(world, member);
  await world.customer.setBoundary(roleArn!, [allow('s3:GetObject')]);
  const { health } = shown(await wizardOf(member).check(id));
  expect(health).toMatchObject({ cause: 'LIST_DENIED' });
  expect(health.remedy).toMatch(/permissions boundary does not allow s3:ListBucket/);
  const statements = JSON.parse(/\n\n(\[[\s\S]*\])\n\n/.exec(health.remedy!)![1]!);
  await world.customer.setBoundary(roleArn!, [allow('s3:GetObject'), ...statements]);
  expect(shown(await wizardOf(member).check(id)).health).toMatchObject({ indicator: 'GREEN_HEART' });
});

test('a service control policy without the permission needs the administrator of the organization', async () => {
  const { health } = await retryAfter(world, () => govern(allow('s3:ListBucket')));
  expect(health).toMatchObject({ cause: 'READ_DENIED' });
  expect(health.remedy).toMatch(/service control policy of your organization does not allow s3:GetObject/);
});

test('the condition of the remedy exempts our role from the bucket’s Deny', async () => {
  const member = world.as();
  const connection = await connect(world, member);
  const forbid = (more: object) =>
    world.customer.setBucketPolicy(connection.bucketName, { ...denyInBucket(connection, 's3:List*'), ...more });
  const network = { StringNotEquals: { 'aws:SourceVpc': 'vpc-1' } };
  await forbid({ Condition: network });
  const { health } = shown(await wizardOf(member).check(connection.id));
  expect(health.cause).toBe('LIST_DENIED');
  const condition = JSON.parse(/\n\n(\{[\s\S]*\})\n\n/.exec(health.remedy!)![1]!);
  await forbid({ Condition: { ...network, ...condition } });
  expect(shown(await wizardOf(member).check(connection.id)).health).toMatchObject({ indicator: 'GREEN_HEART' });
});

test('a key policy that denies is named instead of the bucket policy', async () => {
  const { health } = await retryAfter(world, ({ bucketName }) => {
    const everybody = { Principal: { AWS: CUSTOMER.accountId }, Resource: '*' };
    const Statement = [
      { ...everybody, Effect: 'Allow', Action: 'kms:*' },
      { ...everybody, Principal: '*', Effect: 'Deny', Action: 'kms:Decrypt' },
    ];
    const policy = JSON.stringify({ Version: '2012-10-17', Statement });
    const { arn } = world.sandbox.administration.createKey({
      accountId: CUSTOMER.accountId,
      region: 'us-east-1',
      policy,
    });
    world.sandbox.administration.changeObject({ bucket: bucketName, key: 'train/a.jpg', kmsKeyArn: arn });
  });
  expect(health).toMatchObject({ cause: 'KMS_DENIED' });
  expect(health.remedy).toMatch(
    /policy of the KMS key forbids it[\s\S]*Customer managed keys, the key, the tab Key policy/,
  );
});

test.each(['session policy', 'VPC endpoint policy'])(
  'a %s that refuses is our own fault, never the customer’s',
  async (kind) => {
    const message =
      `User: x is not authorized to perform: s3:ListBucket on resource: "y" because no ${kind} ` +
      'allows the s3:ListBucket action';
    const { health } = await retryAfter(world, () =>
      world.sandbox.faults.add({
        match: { operation: 'ListObjectsV2' },
        effect: { kind: 'error', status: 403, code: 'AccessDenied', message },
      }),
    );
    expect(health).toMatchObject({ indicator: 'BROKEN_HEART', cause: 'PLATFORM_CREDENTIALS' });
    expectStopAt(health.probes, 'BUCKET_REGION', 'UNDECIDED');
    expect(health.remedy).toContain(`a ${kind} of ours refuses s3:ListBucket. Nothing needs to change in your account`);
    const told = lines.map((line) => JSON.parse(line)).findLast(({ level }) => level === 'error');
    expect(told).toMatchObject({ msg: 'a policy of our own refuses', action: 's3:ListBucket', isExplicit: false });
  },
);

test('the evidence keeps the reason after a key of any length', async () => {
  const { health } = await retryAfter(world, (connection) => {
    world.customer.putFile(connection.bucketName, `train/${'a'.repeat(200)}/${'b'.repeat(200)}/${'c'.repeat(200)}.mov`);
    return world.customer.setBucketPolicy(connection.bucketName, denyInBucket(connection, 's3:GetObject'));
  });
  expect(health.probes.find(({ name }) => name === 'READ_OBJECT')!.evidence).toMatch(
    /is not authorized to perform: s3:GetObject .*with an explicit deny in a resource-based policy$/,
  );
});
