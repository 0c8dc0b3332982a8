import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { zstdCompress } from 'node:zlib';
import { sliceDue } from '@bucket-sync/shared/contracts';
import { createKafka, handle, type KafkaDoor } from '@bucket-sync/shared/kafka';
import { eventually, kafkaBrokers, silentLog } from '@bucket-sync/shared/testing';
import { CompressionCodecs, CompressionTypes, ConfigResourceTypes } from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stranger } from '../support/raw-kafka.ts';

const TOPIC = 'sync.listings.v1';
const headers = { ce_type: sliceDue.type };

// Another service's client knows Zstandard. Ours does not.
CompressionCodecs[CompressionTypes.ZSTD] = () => ({
  compress: (encoder: { buffer: Buffer }) => promisify(zstdCompress)(encoder.buffer),
  decompress: async () => {
    throw new Error('our client does not know Zstandard');
  },
});

let door: KafkaDoor;
beforeAll(async () => {
  door = await createKafka({ brokers: kafkaBrokers(), source: 'test', log: silentLog() });
});
afterAll(() => door.stop());

async function send(compression: CompressionTypes, value: string | Buffer): Promise<void> {
  const producer = stranger().producer();
  await producer.connect();
  try {
    await producer.send({ topic: TOPIC, compression, messages: [{ headers, value }] });
  } finally {
    await producer.disconnect();
  }
}

const aSlice = (runId: string) => JSON.stringify({ organizationId: 'acme', runId, shard: 0, epoch: 0 });

test('a message is handled for every compression of its sender', async () => {
  const seen: string[] = [];
  const handler = handle(sliceDue, async ({ runId }) => void seen.push(runId));
  const consumer = await door.consume({ groupId: randomUUID(), handlers: [handler], concurrency: 1, from: 'NEW' });
  const [zstd, gzip] = [randomUUID(), randomUUID()];
  await send(CompressionTypes.ZSTD, aSlice(zstd));
  await send(CompressionTypes.GZIP, aSlice(gzip));
  await eventually(() => expect(seen).toEqual(expect.arrayContaining([zstd, gzip])));
  await consumer.stop();
});

test('the broker refuses a message that is larger than its topic takes once it is decompressed', async () => {
  await expect(send(CompressionTypes.GZIP, Buffer.alloc(64 * 1024 * 1024))).rejects.toThrow(/larger/);
});

test('a topic that stores compressed messages is corrected, and keeps its other settings', async () => {
  const topic = 'assets.events.v1.dlq';
  const admin = stranger().admin();
  await admin.connect();
  const resource = { type: ConfigResourceTypes.TOPIC, name: topic };
  const configEntries = [
    { name: 'compression.type', value: 'producer' },
    { name: 'retention.ms', value: '86400000' },
    { name: 'max.message.bytes', value: String(16 * 1024 * 1024) },
  ];
  await admin.alterConfigs({ validateOnly: false, resources: [{ ...resource, configEntries }] });
  const again = await createKafka({ brokers: kafkaBrokers(), source: 'test', log: silentLog() });
  await again.stop();
  const read = async () => {
    const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: [resource] });
    const entries = resources[0]!.configEntries.map(({ configName, configValue }) => [configName, configValue]);
    return Object.fromEntries(entries);
  };
  await eventually(async () => {
    expect(await read()).toMatchObject({ 'compression.type': 'uncompressed', 'retention.ms': '86400000' });
  });
  await admin.disconnect();
});
