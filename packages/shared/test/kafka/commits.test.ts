import { randomUUID } from 'node:crypto';
import { sliceDue } from '@bucket-sync/shared/contracts';
import { createKafka, handle, type KafkaDoor } from '@bucket-sync/shared/kafka';
import { eventually, kafkaBrokers, silentLog } from '@bucket-sync/shared/testing';
import type { TopicOffsets } from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOffsetCommits } from '../../src/kafka/consuming/offset-commits.ts';

let door: KafkaDoor;

beforeAll(async () => {
  door = await createKafka({ brokers: kafkaBrokers(), source: 'test', log: silentLog() });
});
afterAll(() => door.stop());

test('a consumer that stops has committed everything it handled', async () => {
  const groupId = randomUUID();
  const runId = randomUUID();
  // So many that each partition has some.
  const first = Array.from({ length: 200 }, (_, shard) => ({ organizationId: 'acme', runId, shard, epoch: 0 }));
  const later = first.map((slice) => ({ ...slice, epoch: 1 }));
  const consume = (seen: string[]) => {
    const handler = handle(sliceDue, async (slice) => {
      if (slice.runId === runId) seen.push(`${slice.epoch}/${slice.shard}`);
    });
    return door.consume({ groupId, handlers: [handler], concurrency: 8, from: 'ALL' });
  };
  const seen: string[] = [];
  const consumer = await consume(seen);
  await door.producer.send(sliceDue, first);
  await eventually(() => expect(seen).toHaveLength(first.length));
  await consumer.stop();

  const seenLater: string[] = [];
  const next = await consume(seenLater);
  await door.producer.send(sliceDue, later);
  await eventually(() => expect(seenLater.filter((name) => name.startsWith('1/'))).toHaveLength(later.length));
  await next.stop();
  expect(seenLater).toHaveLength(later.length);
});

test('offsets that come within a quarter of a second are committed together, each partition its last one', async () => {
  const commits: TopicOffsets[][] = [];
  const times: number[] = [];
  const offsets = createOffsetCommits({
    async commit(topics) {
      times.push(performance.now());
      commits.push(topics);
    },
    onFailure: (error) => expect.unreachable(String(error)),
  });
  for (let offset = 1; offset <= 100; offset += 1) {
    offsets.add('one', 0, BigInt(offset));
    offsets.add('one', 3, BigInt(offset * 2));
  }
  await eventually(() => expect(commits).toHaveLength(1));
  for (let offset = 101; offset <= 200; offset += 1) offsets.add('two', 1, BigInt(offset));
  await eventually(() => expect(commits).toHaveLength(2));
  expect(commits).toEqual([
    [
      {
        topic: 'one',
        partitions: [
          { partition: 0, offset: '100' },
          { partition: 3, offset: '200' },
        ],
      },
    ],
    [{ topic: 'two', partitions: [{ partition: 1, offset: '200' }] }],
  ]);
  expect(times[1]! - times[0]!).toBeGreaterThan(240);
  await offsets.stop();
});

test('a commit that fails is reported, and the next one is made', async () => {
  const failures: unknown[] = [];
  const committed: string[] = [];
  const offsets = createOffsetCommits({
    async commit([first]) {
      const offset = first!.partitions[0]!.offset;
      if (offset === '1') throw new Error('REBALANCE_IN_PROGRESS');
      committed.push(offset);
    },
    onFailure: (error) => failures.push(error),
  });
  offsets.add('one', 0, 1n);
  await eventually(() => expect(failures).toHaveLength(1));
  offsets.add('one', 0, 2n);
  offsets.clear();
  offsets.add('one', 0, 3n);
  await offsets.stop();
  expect(committed).toEqual(['3']);
});
