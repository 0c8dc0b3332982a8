import { randomUUID } from 'node:crypto';
import type { CustomerClients } from '@bucket-sync/dev-stack/system';
import { EVENT_TYPES } from '@bucket-sync/shared/contracts';
import { newId } from '@bucket-sync/shared/ids';
import { eventually } from '@bucket-sync/shared/testing';
import type { Kafka } from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aBucket, connect, photoKey } from './support/buckets.ts';
import { settled, startSync, stored, sync } from './support/syncs.ts';
import { aCustomer, anOrganization } from './support/system.ts';
import { aStranger, type Message, messagesOn } from './support/topics.ts';

let customer: CustomerClients;
let kafka: Kafka;
beforeAll(() => {
  customer = aCustomer();
  kafka = aStranger();
});
afterAll(() => customer.close());

test('another service reads on the public topics what happened, and each message matches its schema', async () => {
  const { client } = await anOrganization();
  const bucket = await aBucket(customer);
  bucket.fill(3);
  bucket.copy('orientation-6.jpg', 'phone.jpg');
  const connection = await connect(client, customer, bucket.name);
  await sync(client, connection.id);
  const due = new Set([
    'bucketsync.connection.created.v1',
    'bucketsync.connection.healthy.v1',
    'bucketsync.sync.started.v1',
    'bucketsync.sync.progressed.v1',
    'bucketsync.sync.ended.v1',
    'bucketsync.asset.added.v1',
    'bucketsync.file.skipped.v1',
  ]);
  const ours = (all: Message[]) => all.filter(({ key }) => key === connection.id);
  const read = await messagesOn(['connections.events.v1', 'sync.events.v1', 'assets.events.v1'], (all) =>
    [...due].every((type) => ours(all).some((message) => message.type === type)),
  );
  const messages = ours(read);
  for (const { type, text, specversion } of messages) {
    expect(specversion).toBe('1.0');
    const declared = EVENT_TYPES.find((event) => event.type === type);
    expect(declared?.data.safeParse(JSON.parse(text)).error, type).toBeUndefined();
  }
  expect(new Set(messages.map(({ type }) => type))).toEqual(due);
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

test('another service starts a run with a message; a forged message starts nothing', async () => {
  const [own, thief] = await Promise.all([anOrganization(), anOrganization()]);
  const bucket = await aBucket(customer);
  bucket.fill(3);
  const connection = await connect(own.client, customer, bucket.name);
  const job = { connectionId: connection.id, datasetId: connection.datasetId, requestedBy: 'cron' };
  const forged = newId();
  await sendJob({ ...job, organizationId: thief.name, runId: forged });
  const honest = newId();
  await sendJob({ ...job, organizationId: own.name, runId: honest });

  const run = await eventually(() => settled(own.client, honest, 1_000));
  expect(run).toMatchObject({ state: 'SUCCEEDED', progress: { added: 3 } });
  expect((await stored(own.client, connection.datasetId)).rowsUsed).toBe(3);
  const query = 'query ($id: ID!) { syncRun(id: $id) { id } }';
  expect(await thief.client.request(query, { id: forged })).toEqual({ syncRun: null });
  expect(await own.client.request(query, { id: forged })).toEqual({ syncRun: null });
});

test('a message that is no job goes to the dead letters and delays no other message', async () => {
  const { client, name } = await anOrganization();
  const bucket = await aBucket(customer);
  bucket.fill(1);
  const connection = await connect(client, customer, bucket.name);
  await sendJob({ connectionId: connection.id, organizationId: name, runId: 'not a uuid' });
  const run = await startSync(client, connection.id);
  expect((await settled(client, run.id)).state).toBe('SUCCEEDED');
});

test('a batch that cannot be ingested ends its run, which would otherwise never finish', async () => {
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
    runOrdinal: 1,
    batchId: randomUUID(),
    accepted: [],
    skipped: [],
    removed: [photoKey(0)],
    cost: { requestCount: 0, bytesRead: 0 },
  });
  await eventually(async () => expect((await settled(client, held.id)).state).toBe('FAILED'));
  expect((await stored(client, connection.datasetId)).assets).toBe(12);
});
