import { randomUUID } from 'node:crypto';
import { batchInspected, sliceDue } from '@bucket-sync/shared/contracts';
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
import type { RawMessage } from '../src/kafka/dead-letters/raw-message.ts';
import { type Bundle, bundlesOf } from '../src/outbox/bundle.ts';

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

const waiting = async () => (await database.pool.query('select count(*) as count from outbox_messages')).rows[0].count;

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
  // The relay deletes messages after the broker has them.
  await eventually(async () => expect(await waiting()).toBe(0));
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

test('the largest messages of one run are sent, also together with others', async () => {
  const of = { organizationId: 'acme', connectionId: randomUUID(), datasetId: randomUUID(), runId: randomUUID() };
  // S3 allows control characters, and JSON writes six bytes for each.
  const keyOf = (number: number) => `${number}`.padEnd(1_024, '\u0001');
  const keys = Array.from({ length: 1_000 }, (_, number) => keyOf(number));
  const batch = {
    ...of,
    runOrdinal: 1,
    accepted: [],
    skipped: [],
    removed: [],
    cost: { requestCount: 0, bytesRead: 0 },
  };
  const listed = { etag: 'e', sizeBytes: 1, lastModified: '2026-11-01T08:00:00.000Z' };
  const removal = { ...batch, batchId: 'removal', removed: keys };
  const renames = {
    ...batch,
    batchId: 'renames',
    renamed: keys.map((key) => ({ ...listed, fromKey: key, toKey: key })),
  };
  await inTransaction(database.pool, async (transaction) => {
    await enqueue(transaction, 'test', batchInspected, [removal, renames]);
  });
  const relay = startOutboxRelay({ pool: database.pool, producer: kafka.producer, log: silentLog() });
  await eventually(async () => expect(await waiting()).toBe(0));
  await relay.stop();
});

test('messages of a bundle keep their keys, and get an id each, the same one at every repetition', async () => {
  const sent: RawMessage[] = [];
  let rounds = 0;
  const repeating: EventProducer = {
    send: kafka.producer.send,
    sendEncoded: async (messages) => {
      sent.push(...messages);
      rounds += 1;
      if (rounds === 1) throw new Error('the answer was lost');
    },
  };
  const runs = [randomUUID(), randomUUID()];
  const relay = startOutboxRelay({ pool: database.pool, producer: repeating, log: silentLog() });
  await inTransaction(database.pool, (transaction) =>
    enqueue(
      transaction,
      'test',
      sliceDue,
      runs.map((runId) => ({ organizationId: 'acme', runId, shard: 0, epoch: 0 })),
    ),
  );
  relay.nudge();
  await eventually(() => expect(sent).toHaveLength(4));
  await relay.stop();
  expect(sent.slice(0, 2)).toEqual(sent.slice(2));
  const keys = runs.map((runId) => `${runId}/0`);
  expect(sent.map(({ key }) => key)).toEqual([...keys, ...keys]);
  expect(sent.map(({ headers }) => headers.ce_subject)).toEqual([...keys, ...keys]);
  const ids = sent.map(({ headers }) => String(headers.ce_id));
  expect(new Set(ids).size).toBe(2);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('large bundles of this process and of another are sent whole and in order, also after a failure', async () => {
  const sent: RawMessage[] = [];
  let failures = 2;
  const failing: EventProducer = {
    send: kafka.producer.send,
    sendEncoded: async (messages) => {
      failures -= 1;
      if (failures >= 0) throw new Error('broker is away');
      sent.push(...messages);
    },
  };
  // 12 MB together: a process keeps 4 MB of what it stored last, and a round takes 8 MB.
  const runs = Array.from({ length: 12 }, (_, number) => `${number}`.padEnd(1_000_000, 'x'));
  for (const [at, runId] of runs.entries()) {
    const slice = { organizationId: 'acme', runId, shard: 0, epoch: at };
    await inTransaction(database.pool, async (transaction) => {
      if (at % 3 > 0) return enqueue(transaction, 'test', sliceDue, [slice]);
      const [{ topic, headers, keys, messageCount, data }] = bundlesOf('test', sliceDue, [slice]) as [Bundle];
      await transaction.query(
        'insert into outbox_bundles (topic, headers, keys, message_count, data) values ($1, $2, $3, $4, $5)',
        [topic, headers, JSON.stringify(keys), messageCount, data],
      );
    });
  }
  const relay = startOutboxRelay({ pool: database.pool, producer: failing, log: silentLog() });
  await eventually(async () => expect(await waiting()).toBe(0));
  await relay.stop();
  expect(sent.map(({ value }) => JSON.parse(String(value)).epoch)).toEqual(runs.map((_, at) => at));
  expect(sent.every(({ value }, at) => JSON.parse(String(value)).runId === runs[at])).toBe(true);
});

test('people see in PostgreSQL which messages wait, and the data of small bundles', async () => {
  const shown = inTransaction(database.pool, async (transaction) => {
    await enqueue(transaction, 'test', sliceDue, slices(randomUUID(), 2));
    await enqueue(transaction, 'test', sliceDue, slices(randomUUID(), 1_000));
    const { rows } = await transaction.query(
      `select count(key)::int as keys, count(data)::int as legible, max(position)::int as last
       from outbox_messages group by key order by count(*)`,
    );
    throw new Error(JSON.stringify(rows));
  });
  await expect(shown.catch((error) => JSON.parse(error.message))).resolves.toEqual([
    { keys: 2, legible: 2, last: 2 },
    { keys: 1_000, legible: 0, last: 1_000 },
  ]);
});

test('one bundle holds at most 1,000 messages', async () => {
  const count = inTransaction(database.pool, async (transaction) => {
    await enqueue(transaction, 'test', sliceDue, slices(randomUUID(), 2_500));
    const { rows } = await transaction.query('select message_count from outbox_bundles order by id desc limit 3');
    throw new Error(rows.map((row) => row.message_count).join());
  });
  await expect(count).rejects.toThrow('500,1000,1000');
});

test('a message that the previous release left in the outbox is sent before later ones', async () => {
  const runId = randomUUID();
  const data = (epoch: number) => JSON.stringify({ organizationId: 'acme', runId, shard: 0, epoch });
  const headers = { ce_specversion: '1.0', ce_id: randomUUID(), ce_type: sliceDue.type, ce_subject: `${runId}/0` };
  await inTransaction(database.pool, async (transaction) => {
    await enqueue(transaction, 'test', sliceDue, [{ organizationId: 'acme', runId, shard: 0, epoch: 1 }]);
    await transaction.query('insert into outbox (topic, key, headers, data) values ($1, $2, $3, $4)', [
      sliceDue.topic,
      `${runId}/0`,
      headers,
      data(0),
    ]);
  });
  const relay = startOutboxRelay({ pool: database.pool, producer: kafka.producer, log: silentLog() });
  const seen = await arrivals(runId);
  await eventually(() => expect(seen.epochs).toEqual([0, 1]));
  await eventually(async () => expect(await waiting()).toBe(0));
  await relay.stop();
  await seen.stop();
});
