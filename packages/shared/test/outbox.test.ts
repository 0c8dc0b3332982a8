import { randomUUID } from 'node:crypto';
import { sliceDue } from '@bucket-sync/shared/contracts';
import { createKafka, type EventProducer, handle, type KafkaDoor } from '@bucket-sync/shared/kafka';
import { enqueue, OUTBOX_MIGRATIONS, startOutboxRelay } from '@bucket-sync/shared/outbox';
import { inTransaction } from '@bucket-sync/shared/postgres';
import {
  createTestDatabase,
  eventually,
  kafkaBrokers,
  silentLog,
  type TestDatabase,
} from '@bucket-sync/shared/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

let database: TestDatabase;
let kafka: KafkaDoor;

beforeAll(async () => {
  database = await createTestDatabase([OUTBOX_MIGRATIONS]);
  kafka = await createKafka({ brokers: kafkaBrokers(), source: 'test', log: silentLog() });
});
afterAll(async () => {
  await kafka.stop();
  await database.drop();
});

const slices = (runId: string, count: number) =>
  Array.from({ length: count }, (_, shard) => ({ organizationId: 'acme', runId, shard: 0, epoch: shard }));

const waiting = async () => (await database.pool.query('select count(*) as count from outbox')).rows[0].count;

/** Epochs of one run's slices, in the order they arrive. */
async function arrivals(runId: string) {
  const epochs: number[] = [];
  const consumer = await kafka.consume({
    groupId: randomUUID(),
    handlers: [handle(sliceDue, async (slice) => void (slice.runId === runId && epochs.push(slice.epoch)))],
    concurrency: 1,
    from: 'ALL',
  });
  return { epochs, stop: () => consumer.stop() };
}

test('messages of a committed transaction arrive in order, those of a rolled back one never', async () => {
  const runId = randomUUID();
  const relay = startOutboxRelay({ pool: database.pool, producer: kafka.producer, log: silentLog() });
  const broken = inTransaction(database.pool, async (transaction) => {
    await enqueue(transaction, 'test', sliceDue, [{ organizationId: 'acme', runId, shard: 0, epoch: 999 }]);
    throw new Error('rolled back');
  });
  await expect(broken).rejects.toThrow('rolled back');
  await inTransaction(database.pool, (transaction) => enqueue(transaction, 'test', sliceDue, slices(runId, 450)));
  relay.nudge();
  const seen = await arrivals(runId);
  await eventually(() => expect(seen.epochs).toHaveLength(450));
  expect(seen.epochs).toEqual(slices(runId, 450).map(({ epoch }) => epoch));
  expect(await waiting()).toBe(0);
  await relay.stop();
  await seen.stop();
});

test('messages that the broker did not accept stay in the outbox and are sent later', async () => {
  const runId = randomUUID();
  let isAway = true;
  const moody: EventProducer = {
    send: kafka.producer.send,
    sendEncoded: async (messages) => {
      if (isAway) throw new Error('broker is away');
      await kafka.producer.sendEncoded(messages);
    },
  };
  const relay = startOutboxRelay({ pool: database.pool, producer: moody, log: silentLog() });
  await inTransaction(database.pool, (transaction) => enqueue(transaction, 'test', sliceDue, slices(runId, 3)));
  relay.nudge();
  await eventually(async () => expect(await waiting()).toBe(3));
  isAway = false;
  await eventually(async () => expect(await waiting()).toBe(0));
  await relay.stop();
});
