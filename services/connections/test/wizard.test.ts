import { newId } from '@bucket-sync/shared/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, problemOf, shown, wizardOf } from './support/wizard.ts';
import { DATASET_ID, PLATFORM_ACCOUNT_ID, startWorld, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

test('the whole wizard ends healthy, with every probe passed', async () => {
  const connection = await connect(world, world.as());
  expect(connection.health.probes.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual([
    'ASSUME_ROLE PASS',
    'EXTERNAL_ID_REQUIRED PASS',
    'BUCKET_REGION PASS',
    'LIST_OBJECTS PASS',
    'READ_OBJECT PASS',
    'READ_ATTRIBUTES PASS',
    'CORS PASS',
  ]);
  expect(connection.health).toMatchObject({ indicator: 'GREEN_HEART', cause: null, remedy: null });
  expect(connection.setup.nextStep).toBe('SYNC');
});

test('a new connection shows a principal that IAM knows, and waits for the policies', async () => {
  const { id, principalArn, setup, health } = shown(
    await wizardOf(world.as()).create({ bucketName: await world.customer.makeBucket() }),
  );
  expect(principalArn).toBe(`arn:aws:iam::${PLATFORM_ACCOUNT_ID}:role/ext-${id}`);
  expect(setup.nextStep).toBe('APPLY_POLICIES');
  expect(health).toMatchObject({ indicator: 'UNCHECKED', cause: null, probes: [] });
  // IAM refuses a trust policy that names a principal which does not exist.
  await expect(world.customer.makeRole(setup.trustPolicy)).resolves.toMatch(/^arn:aws:iam::/);
});

test('every connection has a different external id', async () => {
  const wizard = wizardOf(world.as());
  const bucketName = await world.customer.makeBucket();
  const made = await Promise.all([1, 2, 3, 4].map(async () => shown(await wizard.create({ bucketName })).externalId));
  expect(new Set(made).size).toBe(4);
});

test('an organization on the free plan must upgrade before it connects', async () => {
  const member = world.as();
  world.standings.set(member.organizationId, { plan: 'FREE', remaining: 10, datasetIds: [] });
  const problem = problemOf(await wizardOf(member).create({ bucketName: 'some-bucket' }));
  expect(problem).toMatchObject({ code: 'PLAN_REQUIRED', field: null });
  expect(problem.message).toMatch(/needs a paid plan.*can change its plan .* under Billing/);
});

test('without data rows no connection is created', async () => {
  const member = world.as();
  world.standings.set(member.organizationId, { plan: 'PAID', remaining: 0, datasetIds: [] });
  const problem = problemOf(await wizardOf(member).create({ bucketName: 'some-bucket' }));
  expect(problem).toMatchObject({ code: 'QUOTA_EXHAUSTED', field: null });
  expect(problem.message).toMatch(/All 1000 data rows .* New ones come on 2026-12-01 at 00:00 UTC.* under Billing/);
});

/** Removes a connection, of which a run has read the bucket or not, and leaves its organization without data rows. */
async function removeAndUseUp(member: ReturnType<World['as']>, id: string, options: { isSynced: boolean }) {
  if (options.isSynced) {
    const session = 'query($id: ID!, $run: ID) { bucketSession(connectionId: $id, runId: $run) { expiresAt } }';
    await world.as(member.organizationId, 'SERVICE').ask(session, { id, run: newId() });
  }
  await member.ask('mutation($id: ID!) { removeBucketConnection(id: $id) { __typename } }', { id });
  world.standings.set(member.organizationId, { plan: 'PAID', remaining: 0, datasetIds: [DATASET_ID] });
}

test('without data rows the bucket of a removed connection is connected again: its assets return', async () => {
  const member = world.as();
  const { id, bucketName } = await connect(world, member);
  await removeAndUseUp(member, id, { isSynced: true });
  const wizard = wizardOf(member);
  for (const other of [{ bucketName: 'other-bucket' }, { bucketName, datasetId: newId() }]) {
    expect(problemOf(await wizard.create(other)).code).toBe('QUOTA_EXHAUSTED');
  }
  expect(shown(await wizard.create({ bucketName })).bucketName).toBe(bucketName);
});

test('without data rows a bucket that no run has read is not connected again', async () => {
  const member = world.as();
  const { id, bucketName } = await connect(world, member);
  await removeAndUseUp(member, id, { isSynced: false });
  expect(problemOf(await wizardOf(member).create({ bucketName })).code).toBe('QUOTA_EXHAUSTED');
});

test('a missing dataset is a problem that names the field', async () => {
  const problem = problemOf(await wizardOf(world.as()).create({ bucketName: 'some-bucket', datasetId: 'none' }));
  expect(problem).toMatchObject({ code: 'NOT_FOUND', field: 'datasetId' });
});

test.each([
  [{ name: ' ' }, 'name'],
  [{ name: 'x'.repeat(101) }, 'name'],
  [{ bucketName: 'My_Bucket' }, 'bucketName'],
  [{ prefix: 'x'.repeat(1025) }, 'prefix'],
  [{ region: 'us-east-9' }, 'region'],
  [{ region: 'cn-north-1' }, 'region'],
])('bad input %j is a Problem at its field, and nothing is made', async (input, field) => {
  const member = world.as();
  const problem = problemOf(await wizardOf(member).create({ bucketName: 'some-bucket', ...input }));
  expect(problem).toMatchObject({ code: 'INVALID_INPUT', field });
  expect(await member.ask('{ bucketConnections { id } }')).toEqual({ bucketConnections: [] });
});

test('a console address and a display name are accepted, and a notice explains each correction', async () => {
  const bucketName = 'https://eu-west-1.console.aws.amazon.com/s3/buckets/my-images?region=eu-west-1&prefix=train';
  const input = { bucketName, prefix: null, region: 'Europe (Ireland)' };
  const connection = shown(await wizardOf(world.as()).create(input));
  expect(connection).toMatchObject({ bucketName: 'my-images', prefix: 'train', region: 'eu-west-1' });
  expect(connection.setup.notices).toEqual([
    expect.stringMatching(
      /S3 console address was entered; it was taken as the bucket "my-images" and the prefix "train"/,
    ),
    'The region "Europe (Ireland)" was taken as eu-west-1.',
    expect.stringMatching(/also matches its siblings/),
  ]);
});

test('the Connection Manager lists the connections of the organization or of a dataset, newest first', async () => {
  const member = world.as();
  const other = '0193b0c0-0000-7000-8000-00000000d002';
  world.standings.set(member.organizationId, { plan: 'PAID', remaining: 1, datasetIds: [DATASET_ID, other] });
  const wizard = wizardOf(member);
  const one = shown(await wizard.create({ bucketName: 'bucket-one' }));
  const two = shown(await wizard.create({ bucketName: 'bucket-two', datasetId: other }));
  const list = await member.ask(
    `query($other: ID, $two: ID) { all: bucketConnections { id } page: bucketConnections(first: 1, after: $two) { id }
      some: bucketConnections(datasetId: $other) { id provider datasetId } }`,
    { other, two: two.id },
  );
  expect(list).toEqual({
    all: [{ id: two.id }, { id: one.id }],
    page: [{ id: one.id }],
    some: [{ id: two.id, provider: 'AWS_S3', datasetId: other }],
  });
});

test('a check without a role names the value to enter', async () => {
  const wizard = wizardOf(world.as());
  const { id } = shown(await wizard.create({ bucketName: 'some-bucket' }));
  expect(problemOf(await wizard.check(id))).toMatchObject({ code: 'NOT_ALLOWED_NOW', field: 'roleArn' });
});

test('when the assets service does not answer, nothing is created and a retry is possible', async () => {
  const member = world.as();
  await world.stopAssets();
  await expect(wizardOf(member).create({ bucketName: 'some-bucket' })).rejects.toMatchObject({
    code: 'PEER_UNAVAILABLE',
  });
  expect(await member.ask('{ bucketConnections { id } }')).toEqual({ bucketConnections: [] });
});
