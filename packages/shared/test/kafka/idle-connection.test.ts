import { randomUUID } from 'node:crypto';
import { sliceDue } from '@bucket-sync/shared/contracts';
import { createKafka, handle } from '@bucket-sync/shared/kafka';
import { eventually, kafkaBrokers, silentLog } from '@bucket-sync/shared/testing';
import { expect, test, vi } from 'vitest';
import { sendRaw } from '../support/raw-kafka.ts';

test('a connection without pending requests sets no timer, and an open one wakes once a second', async () => {
  const timers = vi.spyOn(globalThis, 'setTimeout');
  const intervals = vi.spyOn(globalThis, 'setInterval');
  const kafka = await createKafka({ brokers: kafkaBrokers(), source: 'test', log: silentLog() });
  const seen: string[] = [];
  const handler = handle(sliceDue, async ({ runId }) => void seen.push(runId));
  const consumer = await kafka.consume({ groupId: randomUUID(), handlers: [handler], concurrency: 1, from: 'NEW' });
  const runId = randomUUID();
  const value = JSON.stringify({ organizationId: 'acme', runId, shard: 0, epoch: 0 });
  await sendRaw('sync.listings.v1', [{ headers: { ce_type: sliceDue.type }, value }]);
  await eventually(() => expect(seen).toContain(runId));
  // Unpatched KafkaJS 2.2.4 sets timers in the past: they wake the process every millisecond.
  expect(timers.mock.calls.filter(([, delay = 0]) => delay < 0)).toEqual([]);
  // Unpatched, it looks for requests that are late ten times a second on each connection.
  const pauses = intervals.mock.calls.map(([, pauseMs = 0]) => pauseMs);
  expect(pauses.length).toBeGreaterThan(0);
  expect(pauses.filter((pauseMs) => pauseMs < 1_000)).toEqual([]);
  await consumer.stop();
  await kafka.stop();
});
