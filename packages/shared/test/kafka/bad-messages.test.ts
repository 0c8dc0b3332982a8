import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { runReference, type SliceDue, sliceDue } from '@bucket-sync/shared/contracts';
import { afterDeadLetter, createKafka, handle, type KafkaDoor } from '@bucket-sync/shared/kafka';
import { eventually, kafkaBrokers, silentLog } from '@bucket-sync/shared/testing';
import type { Message } from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTopic, sendRaw, texts } from '../support/raw-kafka.ts';

const TOPIC = 'sync.listings.v1';
const ce_type = sliceDue.type;

let door: KafkaDoor;
let consumer: { stop(): Promise<void> };
const handled: string[] = [];
const lamented: { runId: string; error: unknown }[] = [];

beforeAll(async () => {
  door = await createKafka({ brokers: kafkaBrokers(), source: 'test', log: silentLog() });
  const onDeadLetter = afterDeadLetter(runReference, async ({ runId }, error) => {
    lamented.push({ runId, error });
    if (runId.startsWith('0bad')) throw new Error('of this test');
  });
  const handler = handle(sliceDue, async ({ runId }) => void handled.push(runId), { onDeadLetter });
  consumer = await door.consume({ groupId: randomUUID(), handlers: [handler], concurrency: 12, from: 'NEW' });
});
afterAll(async () => {
  await consumer.stop();
  await door.stop();
});

const aSlice = (runId: string = randomUUID()): SliceDue => ({ organizationId: 'acme', runId, shard: 0, epoch: 0 });

/** Sends the messages to one partition, then a good one, and waits until that is handled. */
async function sendThenGood(messages: Omit<Message, 'partition'>[]): Promise<void> {
  for (const message of messages) await sendRaw(TOPIC, [{ ...message, partition: 3 }]);
  const good = aSlice();
  await sendRaw(TOPIC, [{ headers: { ce_type }, value: JSON.stringify(good), partition: 3 }]);
  await eventually(() => expect(handled).toContain(good.runId));
}

test('a dead letter has the bytes of its message, every header and the reason', async () => {
  const value = Buffer.concat([Buffer.from([0xff, 0xfe, 0x00]), randomBytes(64)]);
  const key = Buffer.from([0xff, 0x00, 0x80]);
  const headers = { ce_type, 'x-list': [Buffer.from([0xff]), 'b'], 'x-bytes': Buffer.from([0xc3, 0x28]) };
  await sendThenGood([{ key, value, headers }]);
  const [letter] = await readTopic(`${TOPIC}.dlq`, (message) => message.value?.equals(value) === true, 1);
  expect(letter!.key).toEqual(key);
  expect(letter!.headers?.['x-list']).toEqual([Buffer.from([0xff]), Buffer.from('b')]);
  expect(letter!.headers?.['x-bytes']).toEqual(Buffer.from([0xc3, 0x28]));
  expect(texts(letter!.headers)).toMatchObject({
    'dlq-reason': expect.stringContaining('POISON_MESSAGE'),
    'dlq-size': String(value.length),
    'dlq-sha256': createHash('sha256').update(value).digest('hex'),
    'dlq-partition': '3',
  });
});

test('a message as large as the broker takes is dead-lettered once, cut, and with its size and digest', async () => {
  // With its headers the copy is larger than the topic takes.
  const value = Buffer.alloc(16 * 1024 * 1024 - 200, 0xff);
  const sha256 = createHash('sha256').update(value).digest('hex');
  await sendThenGood([{ key: 'k', value, headers: { ce_type } }]);
  const [letter] = await readTopic(`${TOPIC}.dlq`, ({ headers }) => String(headers?.['dlq-sha256']) === sha256, 1);
  expect(texts(letter!.headers)).toMatchObject({ 'dlq-cut': 'true', 'dlq-size': String(value.length), ce_type });
  expect(letter!.value!.length).toBeLessThan(value.length);
  expect(value.subarray(0, letter!.value!.length).equals(letter!.value!)).toBe(true);
});

test('a message that the broker accepts and no handler can use does not delay the next message', async () => {
  await sendThenGood([
    { value: '[0,'.repeat(1_000_000), headers: { ce_type } },
    { value: '['.repeat(12_000_000), headers: { ce_type } },
    { value: `${'['.repeat(249_000)}${']'.repeat(249_000)}`, headers: { ce_type } },
    { value: `{"runId":${'[{}],'.repeat(2_000_000)}0}`, headers: { ce_type } },
    { value: null, key: null, headers: { ce_type } },
    { value: '', headers: {} },
    { value: '{}', headers: { ce_type: [ce_type, 'another'] } },
    { value: '{}', headers: { ce_type: 'bucketsync.sync.nobody-does-this.v1' } },
    { value: '{}', headers: { ce_type: Buffer.from([0xff, 0xff]) } },
    { value: '{}', headers: { ce_type, ce_id: 'x'.repeat(5_000_000) } },
    { value: '"\\ud800"', headers: { ce_type } },
  ]);
});

const unreadable: [string, (runId: string) => Omit<Message, 'partition'>][] = [
  [
    'is of the wrong shape',
    (runId) => ({ value: JSON.stringify({ ...aSlice(runId), shard: 'x' }), headers: { ce_type } }),
  ],
  [
    'has a number that its column does not take',
    (runId) => ({ value: JSON.stringify({ ...aSlice(runId), epoch: 2 ** 40 }), headers: { ce_type } }),
  ],
  ['is cut off', (runId) => ({ value: JSON.stringify(aSlice(runId)).slice(0, -3), headers: { ce_type } })],
  [
    'is followed by a megabyte of nesting',
    (runId) => ({ value: `{"organizationId":"acme","runId":"${runId}","x":${'['.repeat(1e6)}`, headers: { ce_type } }),
  ],
  ['has no ce_type', (runId) => ({ value: JSON.stringify(aSlice(runId)), headers: {} })],
  [
    'has a ce_type that does not exist',
    (runId) => ({ value: JSON.stringify(aSlice(runId)), headers: { ce_type: 'x' } }),
  ],
];

test.each(unreadable)('the reaction to a message that %s receives its run', async (_, message) => {
  const runId = randomUUID();
  await sendThenGood([message(runId)]);
  expect(lamented.filter((each) => each.runId === runId)).toHaveLength(1);
});

test('a reaction that fails neither stops the consumer nor repeats the message', async () => {
  const runId = `0bad${randomUUID().slice(4)}`;
  await sendThenGood([{ value: JSON.stringify({ ...aSlice(runId), shard: -1 }), headers: { ce_type } }]);
  const letters = await readTopic(`${TOPIC}.dlq`, ({ value }) => value?.includes(runId) === true, 1);
  expect(letters).toHaveLength(1);
  expect(lamented.filter((each) => each.runId === runId)).toHaveLength(4);
});

test('an id in capital letters is the same id', async () => {
  const { runId } = aSlice();
  await sendThenGood([{ value: JSON.stringify(aSlice(runId.toUpperCase())), headers: { ce_type } }]);
  expect(handled).toContain(runId);
});
