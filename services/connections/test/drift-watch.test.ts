import {
  connectionBroken,
  connectionCreated,
  connectionHealthy,
  connectionRemoved,
} from '@bucket-sync/shared/contracts';
import { createKafka, handle, type KafkaDoor } from '@bucket-sync/shared/kafka';
import { eventually, kafkaBrokers, silentLog } from '@bucket-sync/shared/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, shown, wizardOf } from './support/wizard.ts';
import { startWorld, type World } from './support/world.ts';

let world: World;
let kafka: KafkaDoor;
const seen: { type: string; connectionId: string; cause?: string; checkedAt?: string }[] = [];
beforeAll(async () => {
  world = await startWorld();
  kafka = await createKafka({ brokers: kafkaBrokers(), source: 'a-consumer', log: silentLog() });
  const note = (type: string) => async (data: { connectionId: string; cause?: string; checkedAt?: string }) => {
    seen.push({ type, ...data });
  };
  await kafka.consume({
    groupId: `drift-watch-${process.pid}`,
    from: 'NEW',
    concurrency: 1,
    handlers: [
      handle(connectionCreated, note('created')),
      handle(connectionHealthy, note('healthy')),
      handle(connectionBroken, note('broken')),
      handle(connectionRemoved, note('removed')),
    ],
  });
});
afterAll(async () => {
  await kafka.stop();
  await world.stop();
});

const eventsOf = (connectionId: string) => seen.filter((event) => event.connectionId === connectionId);
const makeDue = (id: string) =>
  world.database.pool.query("update connections set next_check_at = now() - interval '1 second' where id = $1", [id]);
const nextCheckIn = async (id: string) => {
  const { rows } = await world.database.pool.query(
    'select extract(epoch from next_check_at - now()) / 3600 as hours from connections where id = $1',
    [id],
  );
  return Number(rows[0].hours);
};
const checksOf = async (id: string) => {
  const { rows } = await world.database.pool.query('select from health_checks where connection_id = $1', [id]);
  return rows.length;
};

test('a change of health is published once in each direction, with cause and time', async () => {
  const member = world.as();
  const { id, roleArn, setup } = await connect(world, member);
  await world.customer.setPolicy(roleArn!, setup.iamPolicy.replace('s3:ListBucket', 's3:GetObjectTagging'));
  const broken = shown(await wizardOf(member).check(id));
  await wizardOf(member).check(id);
  await world.customer.setPolicy(roleArn!, setup.iamPolicy);
  await wizardOf(member).check(id);
  await member.ask(`mutation { removeBucketConnection(id: "${id}") { __typename } }`);
  await eventually(() => expect(eventsOf(id).at(-1)?.type).toBe('removed'));
  expect(eventsOf(id).map(({ type }) => type)).toEqual(['created', 'healthy', 'broken', 'healthy', 'removed']);
  expect(eventsOf(id)[2]).toMatchObject({ cause: 'LIST_DENIED', checkedAt: broken.health.checkedAt });
});

test('no event contains an external id or a role ARN', async () => {
  const { id, externalId, roleArn } = await connect(world, world.as());
  await eventually(() => expect(eventsOf(id)).toHaveLength(2));
  expect(JSON.stringify(eventsOf(id))).not.toMatch(new RegExp(`${externalId}|${roleArn}|arn:aws`));
});

test('a due connection is checked without a request, and the drift is published', async () => {
  const member = world.as();
  const { id, bucketName } = await connect(world, member);
  await world.customer.deleteCors(bucketName);
  await makeDue(id);
  await eventually(async () =>
    expect(await wizardOf(member).read(id)).toMatchObject({ health: { cause: 'CORS_MISSING' } }),
  );
  await eventually(() => expect(eventsOf(id).at(-1)).toMatchObject({ type: 'broken', cause: 'CORS_MISSING' }));
});

test('several replicas do not check the same connection twice', async () => {
  const connections = await Promise.all([1, 2, 3].map(() => connect(world, world.as())));
  const stores = [1, 2, 3].map(() => world.checkStore());
  for (const { id } of connections) await makeDue(id);
  const claims = await Promise.all(stores.map((store) => store.claimDue(10, 600)));
  const ids = claims.flat().map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('the next check is due after a day, plus or minus a tenth', async () => {
  const hours = await Promise.all([1, 2, 3, 4].map(async () => nextCheckIn((await connect(world, world.as())).id)));
  for (const each of hours) expect(Math.abs(each - 24)).toBeLessThan(2.5);
  expect(new Set(hours.map((each) => each.toFixed(3))).size).toBeGreaterThan(1);
});

test('a check that AWS could not answer is repeated within minutes', async () => {
  const member = world.as();
  const { id, bucketName } = await connect(world, member);
  world.sandbox.faults.add({
    match: { operation: 'ListObjectsV2', bucket: bucketName },
    effect: { kind: 'internal-error' },
  });
  await wizardOf(member).check(id);
  world.sandbox.faults.clear();
  expect((await nextCheckIn(id)) * 60).toBeLessThan(12);
});

test('a connection without a role is never due', async () => {
  const { id } = shown(await wizardOf(world.as()).create({ bucketName: await world.customer.makeBucket() }));
  await makeDue(id);
  await world.checkStore().claimDue(100, 1);
  expect(await checksOf(id)).toBe(0);
});

test('the history of checks starts with the newest and has the requested length', async () => {
  const member = world.as();
  const { id, bucketName, setup } = await connect(world, member);
  await world.customer.deleteCors(bucketName);
  await wizardOf(member).check(id);
  await world.customer.setCors(bucketName, setup.corsConfiguration);
  await wizardOf(member).check(id);
  const history = async (first: number) => {
    const data = await member.ask<{
      bucketConnection: {
        healthHistory: { indicator: string; cause: string | null; checkedAt: string; remedy: string | null }[];
      };
    }>(
      `{ bucketConnection(id: "${id}") { healthHistory(first: ${first}) { indicator cause checkedAt remedy ` +
        'probes { name verdict } } } }',
    );
    return data.bucketConnection.healthHistory;
  };
  expect((await history(20)).map(({ cause }) => cause)).toEqual([null, 'CORS_MISSING', null]);
  expect(await history(1)).toHaveLength(1);
  for (const first of [-1, 0, 101]) await expect(history(first)).rejects.toThrow(/first is from 1 to 100/);
  // A remedy names the current bucket and role, which may differ from those of an old check.
  expect((await history(20)).map(({ remedy }) => remedy)).toEqual([null, null, null]);
  await world.customer.deleteCors(bucketName);
  await wizardOf(member).check(id);
  const [current, ...old] = await history(20);
  expect(current).toMatchObject({ cause: 'CORS_MISSING', remedy: expect.stringContaining('CORS') });
  expect(old.map(({ remedy }) => remedy)).toEqual([null, null, null]);
  const times = (await history(20)).map(({ checkedAt }) => checkedAt);
  expect([...times].sort().reverse()).toEqual(times);
});
