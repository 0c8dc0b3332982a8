import type { CustomerClients, GraphqlClient } from '@bucket-sync/dev-stack/system';
import { TOPICS } from '@bucket-sync/shared/contracts';
import { eventually } from '@bucket-sync/shared/testing';
import { type Kafka, type Message, Partitioners } from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aBucket, connect } from './support/buckets.ts';
import { largeMessages, mutatedMessages } from './support/mutated-messages.ts';
import { settled, startSync } from './support/syncs.ts';
import { aCustomer, anOrganization, endpoints } from './support/system.ts';
import { aStranger } from './support/topics.ts';

const MESSAGES_A_TOPIC = Number(process.env.FUZZ_MESSAGES ?? 2_000);
const ROUNDS = 4;
const HONEST_WITHIN_MS = 20_000;
/** A run prints its seed. The same seed repeats the run. */
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);

let customer: CustomerClients;
let kafka: Kafka;
beforeAll(() => {
  customer = aCustomer();
  kafka = aStranger();
});
afterAll(() => customer.close());

const processes = () => Object.entries(endpoints().processes).map(([name, { pid }]) => `${name} ${pid}`);

async function send(topic: string, messages: Message[]): Promise<void> {
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  await producer.send({ topic, messages });
  await producer.disconnect();
}

/** The partitions, by group, whose consumers have not reached the end. */
async function behind(): Promise<string[]> {
  const admin = kafka.admin();
  await admin.connect();
  const { groups } = await admin.listGroups();
  const ours = groups.map(({ groupId }) => groupId).filter((id) => /^(sync|assets)\.[a-z-]+$/.test(id));
  expect(ours).toEqual(
    expect.arrayContaining(['sync.jobs', 'sync.list', 'sync.inspect', 'sync.tally', 'assets.intake']),
  );
  const late: string[] = [];
  for (const groupId of ours) {
    for (const { topic, partitions } of await admin.fetchOffsets({ groupId })) {
      const ends = await admin.fetchTopicOffsets(topic);
      for (const { partition, offset } of partitions) {
        const end = ends.find((each) => each.partition === partition)!.high;
        if (offset !== '-1' && offset !== end) late.push(`${groupId} ${topic}/${partition}: ${offset} of ${end}`);
      }
    }
  }
  await admin.disconnect();
  return late;
}

async function syncsWithinSeconds(client: GraphqlClient, connectionId: string): Promise<void> {
  const run = await startSync(client, connectionId);
  expect(await settled(client, run.id, HONEST_WITHIN_MS)).toMatchObject({ state: 'SUCCEEDED' });
}

test(`${MESSAGES_A_TOPIC} mutated messages a topic end no process, stop no partition (FUZZ_SEED=${seed})`, async () => {
  const { client } = await anOrganization();
  const bucket = await aBucket(customer);
  bucket.fill(3);
  const connection = await connect(client, customer, bucket.name);
  await syncsWithinSeconds(client, connection.id);
  const before = processes();
  const topics = Object.keys(TOPICS);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const topic of topics) {
      await send(topic, mutatedMessages(topic, Math.ceil(MESSAGES_A_TOPIC / ROUNDS), seed + round));
    }
    await syncsWithinSeconds(client, connection.id);
  }
  for (const topic of topics) {
    for (const message of largeMessages(topic)) await send(topic, [message]);
  }
  await syncsWithinSeconds(client, connection.id);
  await eventually(async () => expect(await behind()).toEqual([]), { withinMs: 60_000 });
  expect(processes()).toEqual(before);
}, 180_000);
