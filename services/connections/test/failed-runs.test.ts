import { connectionBroken, connectionHealthy, type RunSnapshot, runEnded } from '@bucket-sync/shared/contracts';
import { newId } from '@bucket-sync/shared/ids';
import { createKafka, handle, type KafkaDoor } from '@bucket-sync/shared/kafka';
import { eventually, kafkaBrokers, silentLog } from '@bucket-sync/shared/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, type ShownProbe, wizardOf } from './support/wizard.ts';
import { DATASET_ID, startWorld, type World } from './support/world.ts';

let world: World;
let kafka: KafkaDoor;
const events: { connectionId: string; health: string }[] = [];
beforeAll(async () => {
  world = await startWorld();
  kafka = await createKafka({ brokers: kafkaBrokers(), source: 'sync', log: silentLog() });
  await kafka.consume({
    groupId: newId(),
    from: 'NEW',
    concurrency: 1,
    handlers: [
      handle(connectionHealthy, async ({ connectionId }) => void events.push({ connectionId, health: 'healthy' })),
      handle(connectionBroken, async ({ connectionId, cause }) => void events.push({ connectionId, health: cause })),
    ],
  });
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

/** The checks of a connection, oldest first. */
async function checksOf(id: string): Promise<{ indicator: string; cause: string | null; failed: string[] }[]> {
  const { rows } = await world.database.pool.query(
    'select indicator, cause, probes from health_checks where connection_id = $1 order by id',
    [id],
  );
  return rows.map(({ indicator, cause, probes }) => ({
    indicator,
    cause,
    failed: (probes as ShownProbe[]).filter(({ verdict }) => verdict === 'FAIL').map(({ name }) => name),
  }));
}

const HEALTHY = { indicator: 'GREEN_HEART', cause: null, failed: [] };

test.each([
  ['LIST_DENIED', 'LIST_OBJECTS'],
  ['READ_DENIED', 'READ_OBJECT'],
  ['KMS_DENIED', 'READ_OBJECT'],
  ['BUCKET_MISSING', 'BUCKET_REGION'],
])('a run that failed on %s is a check, also where all probes pass afterwards', async (code, probe) => {
  const member = world.as();
  const { id } = await connect(world, member);
  const run = failedRun(member.organizationId, id, code);
  await kafka.producer.send(runEnded, [run]);
  const finding = { indicator: 'BROKEN_HEART', cause: code, failed: [probe] };
  await eventually(async () => expect(await checksOf(id)).toEqual([HEALTHY, finding, HEALTHY]));
  const { rows } = await world.database.pool.query(
    `select probes::text as probes from health_checks where connection_id = $1 and cause = $2`,
    [id, code],
  );
  expect(rows[0].probes).toContain(`sync ${run.runId}: It failed.`);
  const published = () => events.filter(({ connectionId }) => connectionId === id).map(({ health }) => health);
  await eventually(() => expect(published()).toEqual(['healthy', code, 'healthy']));
});

test('after a run failed on a lasting fault the connection stays unhealthy, with the cause of the probes', async () => {
  const member = world.as();
  const { id, roleArn, setup } = await connect(world, member);
  await world.customer.setPolicy(roleArn!, setup.iamPolicy.replace('s3:ListBucket', 's3:GetObjectTagging'));
  await kafka.producer.send(runEnded, [failedRun(member.organizationId, id, 'READ_DENIED')]);
  await eventually(async () => {
    const connection = await wizardOf(member).read(id);
    expect(connection?.health).toMatchObject({ indicator: 'BROKEN_HEART', cause: 'LIST_DENIED' });
  });
  expect(await checksOf(id)).toHaveLength(3);
});

test('a repeated message, a run that ended before the last check, and an outage start no check', async () => {
  const member = world.as();
  const { organizationId } = member;
  const before = new Date();
  const [{ id }, last, probe] = [
    await connect(world, member),
    await connect(world, member),
    await connect(world, member),
  ];
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
  await eventually(async () => expect(await checksOf(last.id)).toHaveLength(3));
  await kafka.producer.send(runEnded, [failed]);
  // The watch checks in order. The connection that is broken after these messages is therefore checked last.
  await kafka.producer.send(runEnded, [failedRun(organizationId, probe.id, 'LIST_DENIED')]);
  await eventually(async () => expect(await checksOf(probe.id)).toHaveLength(3));
  expect(await checksOf(id)).toHaveLength(1);
  expect(await checksOf(last.id)).toHaveLength(3);
});
