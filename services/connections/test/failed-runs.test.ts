import { type RunSnapshot, runEnded } from '@bucket-sync/shared/contracts';
import { newId } from '@bucket-sync/shared/ids';
import { createKafka, type KafkaDoor } from '@bucket-sync/shared/kafka';
import { eventually, kafkaBrokers, silentLog } from '@bucket-sync/shared/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, wizardOf } from './support/wizard.ts';
import { DATASET_ID, startWorld, type World } from './support/world.ts';

let world: World;
let kafka: KafkaDoor;
beforeAll(async () => {
  world = await startWorld();
  kafka = await createKafka({ brokers: kafkaBrokers(), source: 'sync', log: silentLog() });
});
afterAll(async () => {
  await kafka.stop();
  await world.stop();
});

const COUNTS = {
  sequence: 1,
  fraction: null,
  listingDone: false,
  listed: 0,
  unchanged: 0,
  leftOut: 0,
  waiting: 0,
  added: 0,
  updated: 0,
  skipped: 0,
  removed: 0,
  renamed: 0,
  withdrawn: 0,
  excluded: 0,
  skippedByReason: [],
  bytesRead: 0,
  requestCount: 0,
  objectsPerSecond: 0,
  secondsLeft: null,
  waitingFor: null,
};

function failedRun(organizationId: string, connectionId: string, code: string, finishedAt = new Date()): RunSnapshot {
  const time = finishedAt.toISOString();
  return {
    organizationId,
    connectionId,
    datasetId: DATASET_ID,
    runId: newId(),
    state: 'FAILED',
    requestedAt: time,
    startedAt: time,
    finishedAt: time,
    failure: { code, message: 'It failed.' },
    progress: COUNTS,
  };
}

const checkCount = async (id: string) =>
  (await world.database.pool.query('select from health_checks where connection_id = $1', [id])).rowCount;

test.each(['LIST_DENIED', 'READ_DENIED', 'KMS_DENIED'])(
  'a run that failed on %s starts a check, which makes a healthy connection unhealthy',
  async (code) => {
    const member = world.as();
    const { id, roleArn, setup } = await connect(world, member);
    await world.customer.setPolicy(roleArn!, setup.iamPolicy.replace('s3:ListBucket', 's3:GetObjectTagging'));
    await kafka.producer.send(runEnded, [failedRun(member.organizationId, id, code)]);
    await eventually(async () => {
      const connection = await wizardOf(member).read(id);
      expect(connection?.health).toMatchObject({ indicator: 'BROKEN_HEART', cause: 'LIST_DENIED' });
    });
  },
);

test('a repeated message, a run that ended before the last check, and an outage start no check', async () => {
  const member = world.as();
  const before = new Date();
  const { id } = await connect(world, member);
  const { organizationId } = member;
  const last = await connect(world, member);
  const failed = failedRun(organizationId, last.id, 'LIST_DENIED');
  await kafka.producer.send(runEnded, [
    failedRun(organizationId, id, 'LIST_DENIED', before),
    failedRun(organizationId, id, 'AWS_UNAVAILABLE'),
    failedRun(organizationId, id, 'INTERNAL'),
    failedRun(newId(), id, 'LIST_DENIED'),
    { ...failedRun(organizationId, id, 'LIST_DENIED'), state: 'CANCELLED' },
    failed,
    failed,
  ]);
  await eventually(async () => expect(await checkCount(last.id)).toBe(2));
  await kafka.producer.send(runEnded, [failed]);
  // The watch checks in order. The connection that is broken after these messages is therefore checked last.
  const probe = await connect(world, member);
  await kafka.producer.send(runEnded, [failedRun(organizationId, probe.id, 'LIST_DENIED')]);
  await eventually(async () => expect(await checkCount(probe.id)).toBe(2));
  expect(await checkCount(id)).toBe(1);
  expect(await checkCount(last.id)).toBe(2);
});
