import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@bucket-sync/shared/testing';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { CUSTOMER, createCustomer } from './support/customer.ts';
import { connect, type ShownConnection, shown, wizardOf } from './support/wizard.ts';
import { startWorld, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => {
  world.sandbox.faults.clear();
  world.sandbox.administration.changeAccount({ accountId: CUSTOMER.accountId, disabledStsRegions: [] });
});
afterAll(() => world.stop());

const verdicts = ({ health }: ShownConnection) =>
  Object.fromEntries(health.probes.map(({ name, verdict }) => [name, verdict]));
const admin = () => world.sandbox.administration;

/** Connects a bucket with the wrong region. All other values are right. */
async function connectElsewhere(bucketRegion: string, typedRegion: string) {
  const member = world.as();
  const wizard = wizardOf(member);
  const bucketName = await world.customer.makeBucket(bucketRegion);
  const { id, setup } = shown(await wizard.create({ bucketName, region: typedRegion }));
  await world.customer.setCors(bucketName, setup.corsConfiguration, bucketRegion);
  const roleArn = await world.customer.makeRole(setup.trustPolicy, setup.iamPolicy);
  return { member, wizard, connection: shown(await wizard.submitRole(id, roleArn)) };
}

test.each([
  { actual: 'eu-west-1', typed: 'us-west-2', says: 'PermanentRedirect' },
  { actual: 'eu-west-1', typed: 'us-east-1', says: 'AuthorizationHeaderMalformed' },
  { actual: 'me-south-1', typed: 'eu-west-1', says: 'IllegalLocationConstraintException' },
])('a bucket of $actual that is looked for in $typed is found ($says)', async ({ actual, typed, says }) => {
  admin().changeAccount({ accountId: CUSTOMER.accountId, enabledOptInRegions: ['me-south-1'] });
  const { wizard, connection } = await connectElsewhere(actual, typed);
  expect(connection.health).toMatchObject({ indicator: 'BROKEN_HEART', cause: 'WRONG_REGION' });
  expect(connection.health.remedy).toContain(`Correct the region of this connection to ${actual}`);
  expect(connection.health.probes.find(({ name }) => name === 'BUCKET_REGION')!.evidence).toContain(says);
  const corrected = shown(await wizard.update(connection.id, { region: actual }));
  expect(corrected.health).toMatchObject({
    indicator: 'UNCHECKED',
    remedy: 'The region was corrected; nothing needs to change in AWS. Press Retry here.',
  });
  expect(corrected.setup.nextStep).toBe('CHECK_CONNECTION');
  expect(shown(await wizard.check(connection.id)).health.indicator).toBe('GREEN_HEART');
});

test('a bucket that does not exist is missing, not denied', async () => {
  const wizard = wizardOf(world.as());
  const { id, setup } = shown(await wizard.create({ bucketName: 'nobody-has-this-bucket' }));
  const roleArn = await world.customer.makeRole(setup.trustPolicy, setup.iamPolicy);
  const { health } = shown(await wizard.submitRole(id, roleArn));
  expect(health).toMatchObject({ indicator: 'BROKEN_HEART', cause: 'BUCKET_MISSING' });
  expect(health.remedy).toMatch(/no bucket named nobody-has-this-bucket/);
});

test('a bucket of another account is not read, even if that account allows the role', async () => {
  const wizard = wizardOf(world.as());
  const other = { ...CUSTOMER, accountId: '444455556666', alias: 'other', accessKeyId: 'AKIAOTHER0000000001' };
  admin().addAccount(other);
  const owner = createCustomer(world.sandbox, other);
  const bucketName = await owner.makeBucket();
  const { id, setup } = shown(await wizard.create({ bucketName }));
  const roleArn = await world.customer.makeRole(setup.trustPolicy, setup.iamPolicy);
  await owner.letIn(bucketName, roleArn);
  const { health } = shown(await wizard.submitRole(id, roleArn));
  expect(health).toMatchObject({ indicator: 'BROKEN_HEART', cause: 'LIST_DENIED' });
  expect(health.remedy).toContain(`must belong to the same account as the role (${CUSTOMER.accountId})`);
});

test('a bucket in an opt-in region connects through STS of another region', async () => {
  admin().changeAccount({ accountId: CUSTOMER.accountId, enabledOptInRegions: ['af-south-1'] });
  const connection = await connect(world, world.as(), { region: 'af-south-1' });
  expect(connection.health).toMatchObject({ indicator: 'GREEN_HEART' });
});

test('STS disabled in the bucket’s region does not make a connection unhealthy', async () => {
  admin().changeAccount({ accountId: CUSTOMER.accountId, disabledStsRegions: ['eu-west-1'] });
  const connection = await connect(world, world.as(), { region: 'eu-west-1' });
  expect(connection.health.indicator).toBe('GREEN_HEART');
});

test('STS disabled in every region that we use is named', async () => {
  admin().changeAccount({
    accountId: CUSTOMER.accountId,
    disabledStsRegions: ['ap-south-1', 'us-east-1', 'us-west-2', 'eu-west-1'],
  });
  const connection = await connect(world, world.as(), { region: 'ap-south-1' });
  expect(connection.health).toMatchObject({ indicator: 'BROKEN_HEART', cause: 'STS_REGION_DISABLED' });
  expect(connection.health.remedy).toMatch(
    /Account settings; under Security Token Service \(STS\), in the list Endpoints/,
  );
});

test('a prefix that is too long for a session policy connects without one', async () => {
  const prefix = `${'long-folder-name/'.repeat(58)}`;
  const connection = await connect(world, world.as(), {
    prefix,
    bucketName: await world.customer.makeBucket('us-east-1', [`${prefix}a.jpg`]),
  });
  expect(connection.health.indicator).toBe('GREEN_HEART');
});

test.each(['PackedPolicyTooLarge', 'MalformedPolicyDocument'])(
  'a session policy that STS refuses (%s) is omitted',
  async (code) => {
    world.sandbox.faults.add({
      match: { operation: 'AssumeRole', accessKeyIdPrefix: 'ASIA' },
      effect: { kind: 'error', status: 400, code, message: 'Packed policy consumes 120%' },
      times: 1,
    });
    expect((await connect(world, world.as())).health.indicator).toBe('GREEN_HEART');
  },
);

test.each(['expired-token', 'internal-error', 'throttle', 'reset'] as const)(
  'a failure that a retry resolves (%s) does not make a connection unhealthy',
  async (kind) => {
    for (const operation of ['ListObjectsV2', 'GetObject', 'GetObjectAttributes']) {
      // An ended session is renewed once in a check. The SDK retries the other failures.
      if (kind === 'expired-token' && operation !== 'ListObjectsV2') continue;
      world.sandbox.faults.add({ match: { operation }, effect: { kind }, times: 1 });
    }
    expect((await connect(world, world.as())).health).toMatchObject({ indicator: 'GREEN_HEART', remedy: null });
  },
);

test('an empty bucket is healthy, with a notice that it is empty', async () => {
  const bucketName = await world.customer.makeBucket('us-east-1', []);
  const connection = await connect(world, world.as(), { bucketName });
  expect(connection.health).toMatchObject({ indicator: 'GREEN_HEART', cause: null });
  expect(connection.health.remedy).toMatch(/no file under the prefix "train\/"/);
  expect(verdicts(connection)).toMatchObject({ LIST_OBJECTS: 'WARN', READ_OBJECT: 'WARN', CORS: 'PASS' });
});

test('the missing CORS rule of an empty bucket is named', async () => {
  const member = world.as();
  const bucketName = await world.customer.makeBucket('us-east-1', []);
  const { id } = await connect(world, member, { bucketName });
  await world.customer.deleteCors(bucketName);
  expect(shown(await wizardOf(member).check(id)).health.cause).toBe('CORS_MISSING');
});

test('an empty file is read', async () => {
  const bucketName = await world.customer.makeBucket('us-east-1', []);
  world.customer.putFile(bucketName, 'train/empty.jpg', Buffer.alloc(0));
  const connection = await connect(world, world.as(), { bucketName });
  expect(connection.health.indicator).toBe('GREEN_HEART');
  expect(verdicts(connection).READ_OBJECT).toBe('PASS');
});

test('archived files beside readable ones are a warning', async () => {
  const bucketName = await world.customer.makeBucket('us-east-1', ['train/a.jpg', 'train/b.jpg']);
  admin().changeObject({ bucket: bucketName, key: 'train/a.jpg', storageClass: 'GLACIER' });
  const connection = await connect(world, world.as(), { bucketName });
  expect(connection.health).toMatchObject({ indicator: 'GREEN_HEART', cause: null });
  expect(connection.health.remedy).toMatch(/archived/);
  expect(verdicts(connection).READ_OBJECT).toBe('WARN');
});

test('one kind of unreadable file is a warning that names it', async () => {
  const bucketName = await world.customer.makeBucket('us-east-1', ['train/a.jpg', 'train/b.mp4']);
  admin().changeObject({ bucket: bucketName, key: 'train/b.mp4', ownerId: '999988887777' });
  const connection = await connect(world, world.as(), { bucketName });
  expect(connection.health).toMatchObject({ indicator: 'GREEN_HEART', cause: null });
  expect(connection.health.remedy).toMatch(/not "train\/b\.mp4": it will be skipped/);
});

test('a file deleted after the listing is not mistaken for a denied one', async () => {
  const member = world.as();
  const bucketName = await world.customer.makeBucket('us-east-1', ['train/a.jpg', 'train/b.mp4']);
  const { id } = await connect(world, member, { bucketName });
  const slow = { operation: 'GetObject', bucket: bucketName, keyPrefix: 'train/a.jpg' };
  const fault = world.sandbox.faults.add({ match: slow, effect: { kind: 'delay' }, delayMs: 1_000 });
  const checked = wizardOf(member).check(id);
  const hits = () => world.sandbox.faults.list().find((each) => each.id === fault)?.hits;
  await eventually(() => expect(hits()).toBe(1));
  rmSync(join(world.sandbox.bucketDir(bucketName), 'train/a.jpg'));
  expect(shown(await checked).health).toMatchObject({ indicator: 'GREEN_HEART', remedy: null });
});

test('a file that became empty after the listing counts as readable', async () => {
  world.sandbox.faults.add({
    match: { operation: 'GetObject' },
    effect: { kind: 'error', status: 416, code: 'InvalidRange', message: 'The requested range is not satisfiable' },
    times: 1,
  });
  expect((await connect(world, world.as())).health.indicator).toBe('GREEN_HEART');
});

test('a requester-pays bucket connects, because our role belongs to the account that owns it', async () => {
  const bucketName = await world.customer.makeBucket();
  admin().changeBucket({ bucket: bucketName, requesterPays: true });
  expect((await connect(world, world.as(), { bucketName })).health.indicator).toBe('GREEN_HEART');
});

test('a KMS key that a grant allows needs no policy', async () => {
  const member = world.as();
  const bucketName = await world.customer.makeBucket();
  const { id, roleArn } = await connect(world, member, { bucketName });
  const { arn } = admin().createKey({ accountId: CUSTOMER.accountId, region: 'us-east-1' });
  admin().changeObject({ bucket: bucketName, key: 'train/a.jpg', kmsKeyArn: arn });
  const wizard = wizardOf(member);
  expect(shown(await wizard.check(id)).health.cause).toBe('KMS_DENIED');
  admin().grantKey({ keyArn: arn, granteePrincipal: roleArn!, operations: ['Decrypt'] });
  expect(shown(await wizard.check(id)).health.indicator).toBe('GREEN_HEART');
});

test('the pasted KMS remedy makes the connection healthy', async () => {
  const member = world.as();
  const bucketName = await world.customer.makeBucket();
  const { id, roleArn } = await connect(world, member, { bucketName });
  const { arn } = admin().createKey({
    accountId: CUSTOMER.accountId,
    region: 'us-east-1',
    policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${CUSTOMER.accountId}:user/administrator` },
          Action: 'kms:*',
          Resource: '*',
        },
      ],
    }),
  });
  admin().changeObject({ bucket: bucketName, key: 'train/a.jpg', kmsKeyArn: arn });
  const wizard = wizardOf(member);
  const { remedy } = shown(await wizard.check(id)).health;
  const [policy, statement] = jsonIn(remedy!);
  await world.customer.setPolicy(roleArn!, JSON.stringify(policy));
  admin().changeKey({ keyArn: arn, policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }) });
  expect(shown(await wizard.check(id)).health).toMatchObject({ indicator: 'GREEN_HEART' });
});

/** The JSON texts between empty lines. */
function jsonIn(text: string): object[] {
  return [...text.matchAll(/\n\n(\{[\s\S]*?\n\})\n\n/g)].map(([, json]) => JSON.parse(json!));
}
