import { randomUUID } from 'node:crypto';
import { runReference, type SliceDue, sliceDue } from '@bucket-sync/shared/contracts';
import { AppError } from '@bucket-sync/shared/errors';
import { afterDeadLetter, createKafka, type EventHandler, handle, type KafkaDoor } from '@bucket-sync/shared/kafka';
import { eventually, kafkaBrokers, silentLog } from '@bucket-sync/shared/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeEvent } from '../../src/kafka/cloud-event.ts';
import { TRIED_MS } from '../../src/kafka/dead-letters/raw-message.ts';
import { readTopic, sendRaw, texts } from '../support/raw-kafka.ts';

let door: KafkaDoor;

beforeAll(async () => {
  door = await createKafka({ brokers: kafkaBrokers(), source: 'test', log: silentLog() });
});
afterAll(() => door.stop());

const aSlice = (shard: number, runId = randomUUID()): SliceDue => ({ organizationId: 'acme', runId, shard, epoch: 0 });

/** Consumes in a group of its own, and sees the messages of one run only: the topic is shared by all tests. */
async function consume(runId: string, run: (slice: SliceDue) => Promise<void>, groupId: string = randomUUID()) {
  const handler: EventHandler = handle(sliceDue, async (slice) => {
    if (slice.runId === runId) await run(slice);
  });
  return door.consume({ groupId, handlers: [handler], concurrency: 4, from: 'ALL' });
}

test('a message arrives with its data, as a CloudEvent', async () => {
  const slice = aSlice(3);
  const seen: SliceDue[] = [];
  const consumer = await consume(slice.runId, async (data) => void seen.push(data));
  await door.producer.send(sliceDue, [slice]);
  await eventually(() => expect(seen).toEqual([slice]));
  await consumer.stop();

  const headers = await firstHeaders(slice.runId);
  expect(headers).toMatchObject({
    ce_specversion: '1.0',
    ce_type: 'bucketsync.sync.slice-due.v1',
    ce_subject: `${slice.runId}/3`,
    'content-type': 'application/json',
  });
});

test('a consumer of new messages receives the next message that is sent', async () => {
  for (let round = 0; round < 5; round += 1) {
    const slice = aSlice(round);
    const seen: SliceDue[] = [];
    const handler = handle(sliceDue, async (data) => void (data.runId === slice.runId && seen.push(data)));
    const consumer = await door.consume({ groupId: randomUUID(), handlers: [handler], concurrency: 1, from: 'NEW' });
    await door.producer.send(sliceDue, [slice]);
    await eventually(() => expect(seen).toEqual([slice]));
    await consumer.stop();
  }
});

test('a message whose handler fails transiently is retried, and its offset is not committed before', async () => {
  const slice = aSlice(1);
  let tries = 0;
  const consumer = await consume(slice.runId, async () => {
    tries += 1;
    if (tries < 5) throw new AppError('PEER_UNAVAILABLE', { service: 'assets', why: 'starting' });
  });
  await door.producer.send(sliceDue, [slice]);
  await eventually(() => expect(tries).toBe(5));
  await consumer.stop();
});

test('work that was not finished when its consumer stopped is delivered to the next one', async () => {
  const slice = aSlice(2);
  const groupId = randomUUID();
  let started = 0;
  const first = await consume(
    slice.runId,
    async () => {
      started += 1;
      throw new AppError('PEER_UNAVAILABLE', { service: 'assets', why: 'always' });
    },
    groupId,
  );
  await door.producer.send(sliceDue, [slice]);
  await eventually(() => expect(started).toBeGreaterThan(0));
  await first.stop();

  const seen: SliceDue[] = [];
  const second = await consume(slice.runId, async (data) => void seen.push(data), groupId);
  await eventually(() => expect(seen).toEqual([slice]));
  await second.stop();
});

test('a message that cannot be handled is dead-lettered with its reason, and the next one is handled', async () => {
  const runId = randomUUID();
  const done: number[] = [];
  const lamented: unknown[] = [];
  const handler = handle(
    sliceDue,
    async (slice) => {
      if (slice.runId !== runId) return;
      if (slice.shard === 7) throw new AppError('POISON_MESSAGE', { topic: 'sync.listings.v1', why: 'of this test' });
      done.push(slice.epoch);
    },
    {
      // Other test files send bad messages to the same topic.
      onDeadLetter: afterDeadLetter(
        runReference,
        async (run) => void (run.runId === runId && lamented.push(run.runId)),
      ),
    },
  );
  const consumer = await door.consume({ groupId: randomUUID(), handlers: [handler], concurrency: 1, from: 'ALL' });
  const poison = aSlice(7, runId);
  await door.producer.send(sliceDue, [poison]);
  await door.producer.send(sliceDue, [{ ...aSlice(1, runId), epoch: 42 }]);
  await eventually(() => expect(done).toEqual([42]));
  await eventually(() => expect(lamented).toEqual([runId]));
  await consumer.stop();
  const headers = await firstHeaders(runId, 'sync.listings.v1.dlq');
  expect(headers['dlq-reason']).toContain('POISON_MESSAGE');
  expect(headers['dlq-partition']).toMatch(/^\d+$/);
});

test('a message that takes turns and keeps failing goes behind the others, and its time limit continues', async () => {
  const runId = randomUUID();
  // One partition: later messages wait for the failing message, unless it yields.
  const key = { ...aSlice(0, runId) };
  const [stuck, next] = [
    { ...key, epoch: 1 },
    { ...key, epoch: 2 },
  ];
  const order: number[] = [];
  const handler = handle(
    sliceDue,
    async (slice) => {
      if (slice.runId !== runId) return;
      if (order.at(-1) !== slice.epoch) order.push(slice.epoch);
      if (slice.epoch === 1 && !order.includes(2)) throw new AppError('THROTTLED', {});
    },
    { takesTurns: true, turnMs: 500 },
  );
  const consumer = await door.consume({ groupId: randomUUID(), handlers: [handler], concurrency: 1, from: 'ALL' });
  await door.producer.send(sliceDue, [stuck, next]);
  await eventually(() => expect(order).toEqual([1, 2, 1]));
  await consumer.stop();
});

test('an unknown error that each turn ends with is dead-lettered once its time limit has passed', async () => {
  const slice = aSlice(0);
  const lamented: string[] = [];
  const handler = handle(
    sliceDue,
    async ({ runId }) => {
      if (runId !== slice.runId) return;
      throw new Error('of this test');
    },
    {
      takesTurns: true,
      turnMs: 0,
      onDeadLetter: afterDeadLetter(
        runReference,
        async ({ runId }) => void (runId === slice.runId && lamented.push(runId)),
      ),
    },
  );
  const { topic, key, headers, value } = encodeEvent('test', sliceDue, slice);
  // The turns before this one took ten minutes.
  await sendRaw(topic, [{ key, headers: { ...headers, [TRIED_MS]: '600000' }, value }]);
  const consumer = await door.consume({ groupId: randomUUID(), handlers: [handler], concurrency: 1, from: 'ALL' });
  await eventually(() => expect(lamented).toEqual([slice.runId]));
  await consumer.stop();
});

/** The headers of the first message that names this run, as a stranger reads them. */
async function firstHeaders(runId: string, topic = 'sync.listings.v1'): Promise<Record<string, string>> {
  const [message] = await readTopic(topic, ({ value }) => value?.includes(runId) === true, 1);
  return texts(message!.headers);
}
