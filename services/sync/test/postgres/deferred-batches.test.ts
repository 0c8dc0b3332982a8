import { batchInspected } from '@bucket-sync/shared/contracts';
import { beforeEach, expect, test } from 'vitest';
import type { DeferredBatch, DeferredObject, FreeLanes } from '../../src/domain/deferred.ts';
import { createDeferredBatches } from '../../src/postgres/deferred-store.ts';
import { batchOf } from '../../src/usecases/inspection/inspect-batch.ts';
import { aBatch, lanes, recordPage } from '../support/builders.ts';
import { openLedger } from '../support/ledger.ts';

const { pool, ledger, reload, startedRun } = await openLedger();
const deferred = createDeferredBatches({ pool, nudge: () => {} });
beforeEach(() => pool.query('delete from deferred_batches').then(() => {}));

test('a batch of which each round reads one object is split a hundred times, and each part can be sent', async () => {
  const run = await startedRun();
  const keys = Array.from({ length: 100 }, (_, number) => `key-${number}`);
  const batch = aBatch(run, '1000.1000.recheck.1000', keys);
  await recordPage(ledger, run, { listedCount: keys.length, batches: [batch] });
  const { objects, ...names } = batch;
  const ids = [names.batchId];
  const untried = objects.map((object): DeferredObject => ({ object, failures: 0, answer: null }));
  let part: Pick<DeferredBatch, 'names' | 'objects'> = { names, objects: untried };
  while (part.objects.length > 1) {
    expect(await deferred.splitOff(part.names, part.objects.slice(1), 0)).toBe(true);
    await deferred.close(part.names);
    await pool.query('update deferred_batches set due_at = now() where run_id = $1', [run.id]);
    const [next] = await deferred.claim(lanes(1));
    expect(next!.objects).toHaveLength(part.objects.length - 1);
    batchInspected.data.parse(batchOf(next!.names, []));
    ids.push(next!.names.batchId);
    part = next!;
  }
  expect(new Set(ids).size).toBe(100);
  expect((await reload(run)).counts.batchesOpen).toBe(100);
});

/** A run of the organization with `count` deferred batches that are due, the first of them the longest. */
async function dueBatches(organizationId: string, count: number): Promise<void> {
  const run = await startedRun({ organizationId });
  const batches = Array.from({ length: count }, (_, number) => aBatch(run, `0.0.${number}`, [`key-${number}`]));
  await recordPage(ledger, run, { listedCount: count, batches });
  for (const { objects, ...names } of batches) {
    const hanging = objects.map((object): DeferredObject => ({ object, failures: 1, answer: null }));
    await deferred.splitOff(names, hanging, 0);
  }
  await pool.query('update deferred_batches set due_at = now() where run_id = $1', [run.id]);
}

/** How many batches each organization got. */
async function claimed(free: FreeLanes): Promise<Record<string, number>> {
  const batches = await deferred.claim(free);
  const by = Map.groupBy(batches, ({ names }) => names.organizationId);
  return Object.fromEntries([...by].map(([organizationId, of]) => [organizationId, of.length]));
}

test('an organization with few deferred batches does not wait for one with many', async () => {
  await dueBatches('many', 40);
  await dueBatches('few', 3);
  expect(await claimed(lanes(10))).toEqual({ many: 7, few: 3 });
});

test('an organization that has lanes waits for one that has none', async () => {
  await dueBatches('busy', 10);
  await dueBatches('new', 10);
  const taken = new Map([['busy', 6]]);
  expect(await claimed({ ...lanes(8), taken })).toEqual({ busy: 1, new: 7 });
});

test('lanes are reserved for organizations that have few', async () => {
  await dueBatches('filling', 10);
  await dueBatches('starting', 10);
  const taken = new Map([['filling', 64]]);
  expect(await claimed({ shared: 0, all: 64, reserved: 8, taken })).toEqual({ starting: 8 });
});

test('the connections of an organization take turns', async () => {
  await dueBatches('two connections', 20);
  await dueBatches('two connections', 2);
  const batches = await deferred.claim(lanes(6));
  const by = Map.groupBy(batches, ({ names }) => names.connectionId);
  expect([...by.values()].map(({ length }) => length).sort()).toEqual([2, 4]);
});
