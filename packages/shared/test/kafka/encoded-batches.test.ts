import { randomUUID } from 'node:crypto';
import { createKafka, type KafkaDoor } from '@bucket-sync/shared/kafka';
import { kafkaBrokers, silentLog } from '@bucket-sync/shared/testing';
import type { Message } from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTopic, sendRaw, stranger, texts } from '../support/raw-kafka.ts';

/** Around 4,096 bytes, from where KafkaJS's patched encoder refers to bytes instead of copying them. */
const SIZES = [0, 1, 500, 4_090, 4_095, 4_096, 4_097, 70_000];

/** Consumers pass over messages that they do not know there, and send none to the dead letters. */
const topic = 'assets.events.v1';

/** It creates the topics. */
let door: KafkaDoor;

beforeAll(async () => {
  door = await createKafka({ brokers: kafkaBrokers(), source: 'test', log: silentLog() });
});
afterAll(() => door.stop());

test('a batch of messages of every kind arrives as it was sent', async () => {
  const of = randomUUID();
  const common = { of, ce_type: 'test' };
  const messages: Message[] = SIZES.flatMap((size, at) => [
    { key: `${of}/${at}`, value: 'é'.repeat(size / 2), headers: { ...common, at: String(at), same: 'v' } },
    { key: `${of}/${at}`, value: Buffer.alloc(size, at), headers: { ...common, ce_id: randomUUID(), same: 'v' } },
    { key: null, value: 'x'.repeat(size), headers: { ...common, several: ['one', 'two'], same: 'vw'[at % 2] } },
    { key: Buffer.alloc(size, 1), value: null, headers: { ...common, näme: Buffer.from('bytes') } },
  ]);
  // In one partition, so in one batch.
  await sendRaw(
    topic,
    messages.map((message) => ({ ...message, partition: 1 })),
  );
  const found = await readTopic(topic, ({ headers }) => headers?.of?.toString() === of, messages.length);
  const asText = (bytes: Buffer | string | null | undefined) => (bytes == null ? null : Buffer.from(bytes).toString());
  expect(found.map(({ key, value }) => [asText(key), asText(value)])).toEqual(
    messages.map(({ key, value }) => [asText(key), asText(value)]),
  );
  expect(found.map(({ headers }) => texts(headers))).toEqual(messages.map(({ headers }) => texts(headers)));
});

test('a compressed batch arrives too, and the broker accepts one of 1,500 messages', async () => {
  const of = randomUUID();
  const messages = Array.from({ length: 1_500 }, (_, at) => ({
    key: String(at),
    value: `{"at":${at}}`,
    headers: { of, ce_id: `${of}/${at}`, ce_type: 'test' },
    partition: 2,
  }));
  const producer = stranger().producer({ idempotent: true });
  await producer.connect();
  await producer.send({ topic, messages, compression: 1 });
  await producer.send({ topic, messages });
  await producer.disconnect();
  const found = await readTopic(topic, ({ headers }) => headers?.of?.toString() === of, 2 * messages.length);
  const ids = messages.map(({ headers }) => headers.ce_id);
  expect(found.map(({ headers }) => texts(headers).ce_id)).toEqual([...ids, ...ids]);
  expect(found.map(({ value }) => value?.toString())).toEqual([...messages, ...messages].map(({ value }) => value));
});
