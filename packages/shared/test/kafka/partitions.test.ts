import { expect, test } from 'vitest';
import { choosePartition } from '../../src/kafka/producer.ts';

const partitionMetadata = Array.from({ length: 12 }, (_, partitionId) => ({
  partitionErrorCode: 0,
  partitionId,
  leader: 0,
  replicas: [0],
  isr: [0],
}));

/** The partitions of messages with these keys. */
function partitionsOf(topic: string, keys: string[]): number[] {
  const partitionOf = choosePartition();
  return keys.map((key) => partitionOf({ topic, partitionMetadata, message: { key, value: '' } }));
}

const keys = Array.from({ length: 36 }, (_, n) => `run/${n % 5}`);

test('batches to inspect go to the partitions in turn, so two replicas have the same share', () => {
  const counts = Map.groupBy(partitionsOf('sync.inspections.v1', keys), (partition) => partition);
  expect([...counts.values()].map(({ length }) => length)).toEqual(Array(12).fill(3));
});

test('messages whose order matters go to the partition of their key', () => {
  const partitions = partitionsOf('sync.events.v1', keys);
  expect(partitions).toEqual(keys.map((_, n) => partitions[n % 5]));
  expect(new Set(partitions).size).toBeGreaterThan(1);
});
