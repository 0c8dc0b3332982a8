import { randomUUID } from 'node:crypto';
import { EVENT_TYPES } from '@bucket-sync/shared/contracts';
import { newId } from '@bucket-sync/shared/ids';
import { eventually } from '@bucket-sync/shared/testing';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CustomerClients } from '../packages/dev-stack/src/sample/customer-clients.ts';
import { aBucket, connect, photoKey } from './support/buckets.ts';
import { settled, startSync, stored, sync } from './support/syncs.ts';
import { aCustomer, anOrganization, endpoints } from './support/system.ts';

interface Message {
  type: string;
  key: string;
  data: Record<string, unknown>;
}

let customer: CustomerClients;
let kafka: Kafka;
beforeAll(() => {
  customer = aCustomer();
  kafka = new Kafka({ brokers: [endpoints().kafkaBrokers], clientId: 'another-service', logLevel: logLevel.NOTHING });
});
afterAll(() => customer.close());

/** What a stranger reads about one connection on the public topics, until `isAll`. */
async function messagesOf(connectionId: string, isAll: (messages: Message[]) => boolean): Promise<Message[]> {
  const consumer = kafka.consumer({ groupId: `another-service.${randomUUID()}` });
  await consumer.connect();
  await consumer.subscribe({
    topics: ['connections.events.v1', 'sync.events.v1', 'assets.events.v1'],
    fromBeginning: true,
  });
  const messages: Message[] = [];
  await consumer.run({
    eachMessage: async ({ message }) => {
      const key = message.key!.toString();
      if (key !== connectionId) return;
      expect(String(message.headers!.ce_specversion)).toBe('1.0');
      messages.push({ type: String(message.headers!.ce_type), key, data: JSON.parse(message.value!.toString()) });
    },
  });
  await eventually(() => expect(isAll(messages)).toBe(true), { withinMs: 25_000 });
  await consumer.disconnect();
  return messages;
}

test('a stranger learns on the public topics what happened, each message as it is declared', async () => {
  const { client } = await anOrganization();
  const bucket = await aBucket(customer);
  bucket.fill(3);
  bucket.copy('orientation-6.jpg', 'phone.jpg');
  const connection = await connect(client, customer, bucket.name);
  await sync(client, connection.id);
  const messages = await messagesOf(
    connection.id,
    (seen) =>
      seen.some(({ type }) => type === 'bucketsync.sync.ended.v1') &&
      seen.filter(({ type }) => type === 'bucketsync.asset.added.v1').length >= 3,
  );
  for (const { type, data } of messages) {
    const declared = EVENT_TYPES.find((event) => event.type === type);
    expect(declared?.data.safeParse(data).error, type).toBeUndefined();
  }
  expect(new Set(messages.map(({ type }) => type))).toEqual(
    new Set([
      'bucketsync.connection.created.v1',
      'bucketsync.connection.healthy.v1',
      'bucketsync.sync.started.v1',
      'bucketsync.sync.progressed.v1',
      'bucketsync.sync.ended.v1',
      'bucketsync.asset.added.v1',
      'bucketsync.file.skipped.v1',
    ]),
  );
  expect(JSON.stringify(messages)).not.toMatch(/externalId|sessionToken|secretAccessKey|arn:aws:iam/);
});

/** Sends a message as another service does. */
async function send(topic: string, type: string, key: string, data: unknown): Promise<void> {
  const producer = kafka.producer();
  await producer.connect();
  const headers = { ce_specversion: '1.0', ce_id: randomUUID(), ce_type: type, ce_source: '/another-service' };
  await producer.send({ topic, messages: [{ key, headers, value: JSON.stringify(data) }] });
  await producer.disconnect();
}

const sendJob = (job: Record<string, string>) =>
  send('sync.jobs.v1', 'bucketsync.sync.requested.v1', job.connectionId!, job);

test('another service asks for a run by a message; a forged one reaches nothing', async () => {
  const [own, thief] = await Promise.all([anOrganization(), anOrganization()]);
  const bucket = await aBucket(customer);
  bucket.fill(3);
  const connection = await connect(own.client, customer, bucket.name);
  const job = { connectionId: connection.id, datasetId: connection.datasetId, requestedBy: 'cron' };
  const forged = newId();
  await sendJob({ ...job, organizationId: thief.name, runId: forged });
  const honest = newId();
  await sendJob({ ...job, organizationId: own.name, runId: honest });

  const run = await eventually(() => settled(own.client, honest, 1_000), { withinMs: 25_000 });
  expect(run).toMatchObject({ state: 'SUCCEEDED', progress: { added: 3 } });
  expect((await stored(own.client, connection.datasetId)).rowsUsed).toBe(3);
  const query = 'query ($id: ID!) { syncRun(id: $id) { id } }';
  expect(await thief.client.request(query, { id: forged })).toEqual({ syncRun: null });
  expect(await own.client.request(query, { id: forged })).toEqual({ syncRun: null });
});

test('a message that is no job goes to the dead letters and holds up nothing', async () => {
  const { client, name } = await anOrganization();
  const bucket = await aBucket(customer);
  bucket.fill(1);
  const connection = await connect(client, customer, bucket.name);
  await sendJob({ connectionId: connection.id, organizationId: name, runId: 'not a uuid' });
  const run = await startSync(client, connection.id);
  expect((await settled(client, run.id)).state).toBe('SUCCEEDED');
});

test('a batch that cannot be taken in ends its run, which would wait for it for ever', async () => {
  const { client, name } = await anOrganization();
  const bucket = await aBucket(customer);
  bucket.fill(12);
  const connection = await connect(client, customer, bucket.name);
  await sync(client, connection.id);
  for (let n = 0; n < 12; n += 1) bucket.remove(photoKey(n));
  const held = await sync(client, connection.id);
  expect(held.state).toBe('HELD');
  await send('assets.intake.v1', 'bucketsync.assets.batch-inspected.v1', held.id, {
    organizationId: name,
    connectionId: connection.id,
    datasetId: newId(),
    runId: held.id,
    batchId: randomUUID(),
    accepted: [],
    skipped: [],
    removed: [photoKey(0)],
    cost: { requestCount: 0, bytesRead: 0 },
  });
  await eventually(async () => expect((await settled(client, held.id)).state).toBe('FAILED'), { withinMs: 20_000 });
  expect((await stored(client, connection.datasetId)).assets).toBe(12);
});
