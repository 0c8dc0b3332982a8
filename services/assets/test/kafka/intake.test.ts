import { type BatchInspected, batchInspected } from '@bucket-sync/shared/contracts';
import { newId } from '@bucket-sync/shared/ids';
import { createKafka, type KafkaDoor } from '@bucket-sync/shared/kafka';
import type { Running } from '@bucket-sync/shared/lifecycle';
import { kafkaBrokers, silentLog } from '@bucket-sync/shared/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assetsConsumers } from '../../src/kafka/handlers.ts';
import { aBatch, accepted } from '../../testing/builders.ts';
import { openAssetsWorld } from '../support/assets-world.ts';

const world = await openAssetsWorld();
let kafka: KafkaDoor;
const consumers: Running[] = [];

beforeAll(async () => {
  kafka = await createKafka({ brokers: kafkaBrokers(), source: 'test', log: silentLog() });
});
afterAll(async () => {
  for (const consumer of consumers) await consumer.stop();
  await kafka.stop();
});

/** Consumes as the service does, but in the test's own consumer group and without the batches of other tests. */
async function consumeIntake(groupId: string, organizationId: string, take: (batch: BatchInspected) => Promise<void>) {
  const [intake] = assetsConsumers({
    ingestBatch: async (batch) => (batch.organizationId === organizationId ? take(batch) : undefined),
    storeConnectionBucket: async () => {},
    markConnectionRemoved: async () => {},
  });
  return kafka.consume({ groupId, handlers: intake!.handlers, concurrency: 1, from: 'ALL' });
}

test('a batch is redelivered to a process that died before its offset was committed, and is applied once', async () => {
  const own = await world.anOrganization();
  const batch = aBatch({ ...own, connectionId: newId(), runId: newId(), accepted: [accepted('a.jpg')] });
  const groupId = `test.${newId()}`;
  const applied = Promise.withResolvers<void>();
  const died = Promise.withResolvers<never>();
  const first = await consumeIntake(groupId, own.organizationId, async (each) => {
    await world.ingest(each);
    applied.resolve();
    await died.promise;
  });
  await kafka.producer.send(batchInspected, [batch]);
  await applied.promise;
  const stopped = first.stop();
  died.reject(new Error('the process is gone'));
  await stopped;

  const again = Promise.withResolvers<string>();
  const second = await consumeIntake(groupId, own.organizationId, async (each) => {
    await world.ingest(each);
    again.resolve(each.batchId);
  });
  consumers.push(second);
  expect(await again.promise).toBe(batch.batchId);
  expect(await world.dataRowsUsed(own.organizationId)).toBe(1);
  expect((await world.outcomesOf(batch.batchId))?.outcomes).toHaveLength(1);
  expect(await world.publicEvents(own.organizationId)).toHaveLength(1);
});

test('an aborted transaction leaves nothing behind, and the redelivered batch is applied whole', async () => {
  const own = await world.anOrganization({ dataRowsLimit: 5 });
  const batch = aBatch({ ...own, accepted: ['a', 'b'].map((each) => accepted(each)) });
  await world.pool.query(
    `alter table outbox_bundles add constraint broken_off check (keys #>> '{}' <> '${batch.connectionId}') not valid`,
  );
  await expect(world.ingest(batch)).rejects.toThrow('broken_off');
  expect(await world.dataRowsUsed(own.organizationId)).toBe(0);
  expect(await world.assetKeys(own.organizationId)).toEqual([]);
  await world.pool.query('alter table outbox_bundles drop constraint broken_off');
  await world.ingest(batch);
  expect(await world.dataRowsUsed(own.organizationId)).toBe(2);
  expect(await world.assetKeys(own.organizationId)).toEqual(['a', 'b']);
});
