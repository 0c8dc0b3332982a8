import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, problemOf, shown, wizardOf } from './support/wizard.ts';
import { PLATFORM_ACCOUNT_ID, startWorld, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

test('the whole wizard ends in a green heart, every probe passed', async () => {
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

test('external ids are never the same', async () => {
  const wizard = wizardOf(world.as());
  const bucketName = await world.customer.makeBucket();
  const made = await Promise.all([1, 2, 3, 4].map(async () => shown(await wizard.create({ bucketName })).externalId));
  expect(new Set(made).size).toBe(4);
});

test('a free plan needs to be a paid one first', async () => {
  const member = world.as();
  world.standings.set(member.organizationId, { plan: 'FREE', remaining: 10, datasetIds: [] });
  const problem = problemOf(await wizardOf(member).create({ bucketName: 'some-bucket' }));
  expect(problem).toMatchObject({ code: 'PLAN_REQUIRED', field: null });
});

test('without data rows no connection is made', async () => {
  const member = world.as();
  world.standings.set(member.organizationId, { plan: 'PAID', remaining: 0, datasetIds: [] });
  expect(problemOf(await wizardOf(member).create({ bucketName: 'some-bucket' })).code).toBe('QUOTA_EXHAUSTED');
});

test('a dataset that is not there is named as the field to mend', async () => {
  const problem = problemOf(await wizardOf(world.as()).create({ bucketName: 'some-bucket', datasetId: 'none' }));
  expect(problem).toMatchObject({ code: 'NOT_FOUND', field: 'datasetId' });
});
