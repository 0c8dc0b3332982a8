import { randomUUID } from 'node:crypto';
import { sliceDue } from '@bucket-sync/shared/contracts';
import { createKafka, handle } from '@bucket-sync/shared/kafka';
import { cpuTimeMs, eventually, kafkaBrokers, silentLog } from '@bucket-sync/shared/testing';
import { expect, test } from 'vitest';
import { sendRaw } from '../support/raw-kafka.ts';

test('a message with 20,000 headers is decoded quickly', async () => {
  const kafka = await createKafka({ brokers: kafkaBrokers(), source: 'test', log: silentLog() });
  const seen: string[] = [];
  const handler = handle(sliceDue, async ({ runId }) => void seen.push(runId));
  const consumer = await kafka.consume({ groupId: randomUUID(), handlers: [handler], concurrency: 1, from: 'NEW' });
  const runId = randomUUID();
  const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`h${n}`, 'v']));
  const headers = { ...many, same: Array.from({ length: 10_000 }, () => 'v'), ce_type: sliceDue.type };
  const before = cpuTimeMs();
  const value = JSON.stringify({ organizationId: 'acme', runId, shard: 0, epoch: 0 });
  await sendRaw('sync.listings.v1', [{ headers, value }]);
  await eventually(() => expect(seen).toContain(runId));
  // Unpatched KafkaJS 2.2.4 takes over 20 s.
  expect(cpuTimeMs() - before).toBeLessThan(5_000);
  await consumer.stop();
  await kafka.stop();
});
