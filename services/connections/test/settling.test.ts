import { eventually } from '@bucket-sync/shared/testing';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { connect, shown, wizardOf } from './support/wizard.ts';
import { startWorld, type World } from './support/world.ts';

/** More than a check takes on a busy machine. No test here waits for all of it. */
const SETTLE_SECONDS = 20;

let world: World;
beforeAll(async () => {
  world = await startWorld({ env: { IAM_SETTLE_SECONDS: `${SETTLE_SECONDS}` } });
});
afterEach(() => world.sandbox.administration.changeSettings({ iamDelayMs: 0 }));
afterAll(() => world.stop());

test('after the ARN was entered, a check waits for rules that IAM does not show yet', async () => {
  world.sandbox.administration.changeSettings({ iamDelayMs: 1_500 });
  expect((await connect(world, world.as())).health.indicator).toBe('GREEN_HEART');
});

test('Retry waits for rules that the customer has just fixed', async () => {
  const member = world.as();
  const { id, roleArn, setup } = await connect(world, member);
  await world.customer.setTrust(roleArn!, setup.trustPolicy.replace('sts:AssumeRole', 'sts:TagSession'));
  await world.database.pool.query("update connections set role_submitted_at = now() - interval '1 day' where id = $1", [
    id,
  ]);
  const wizard = wizardOf(member);
  expect(shown(await wizard.check(id)).health.cause).toBe('ROLE_NOT_ASSUMABLE');
  world.sandbox.administration.changeSettings({ iamDelayMs: 1_500 });
  await world.customer.setTrust(roleArn!, setup.trustPolicy);
  expect(shown(await wizard.check(id)).health.indicator).toBe('GREEN_HEART');
});

test('a check of a healthy connection reports a refusal at once', async () => {
  const member = world.as();
  const { id, roleArn, setup } = await connect(world, member);
  await world.database.pool.query("update connections set role_submitted_at = now() - interval '1 day' where id = $1", [
    id,
  ]);
  await world.customer.setTrust(roleArn!, setup.trustPolicy.replace('sts:AssumeRole', 'sts:TagSession'));
  const startedAt = performance.now();
  expect(shown(await wizardOf(member).check(id)).health.cause).toBe('ROLE_NOT_ASSUMABLE');
  // The check did not wait for IAM.
  expect(performance.now() - startedAt).toBeLessThan(SETTLE_SECONDS * 1_000);
});

test('two people who press Retry share one check', async () => {
  const member = world.as();
  const { id, bucketName } = await connect(world, member);
  const wizard = wizardOf(member);
  // Long enough for the second person to ask during the first check.
  const slow = world.sandbox.faults.add({
    match: { operation: 'ListObjectsV2', bucket: bucketName },
    effect: { kind: 'delay' },
    delayMs: 1_000,
  });
  const [one, two] = await Promise.all([wizard.check(id), wizard.check(id)]);
  world.sandbox.faults.clear(slow);
  expect(shown(one).health.checkedAt).toBe(shown(two).health.checkedAt);
});

test('another replica takes over the check of a dead process', async () => {
  const member = world.as();
  const { id } = await connect(world, member);
  await world.database.pool.query(
    "update connections set check_holder = gen_random_uuid(), check_lease_until = now() + interval '1 second' " +
      'where id = $1',
    [id],
  );
  expect(shown(await wizardOf(member).check(id)).health.indicator).toBe('GREEN_HEART');
});

test('a stopping service does not wait for IAM, and releases the check at once', async () => {
  const second = await startWorld({ env: { IAM_SETTLE_SECONDS: '30' } });
  const wizard = wizardOf(second.as());
  const { id } = shown(await wizard.create({ bucketName: 'some-bucket' }));
  const waiting = wizard.submitRole(id, 'arn:aws:iam::111122223333:role/nobody').catch((error: unknown) => error);
  const holder = async () => {
    const { rows } = await second.database.pool.query('select check_holder from connections where id = $1', [id]);
    return rows[0].check_holder;
  };
  await eventually(async () => expect(await holder()).not.toBeNull());
  const startedAt = performance.now();
  await second.service.stop();
  expect(performance.now() - startedAt).toBeLessThan(10_000);
  await waiting;
  expect(await holder()).toBeNull();
  await second.stop();
});
