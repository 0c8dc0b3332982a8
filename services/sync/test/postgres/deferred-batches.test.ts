import { batchInspected } from '@bucket-sync/shared/contracts';
import { expect, test } from 'vitest';
import type { DeferredBatch, DeferredObject } from '../../src/domain/deferred.ts';
import { createDeferredBatches } from '../../src/postgres/deferred-store.ts';
import { batchOf } from '../../src/usecases/inspect-batch.ts';
import { aBatch, recordPage } from '../support/builders.ts';
import { openLedger } from '../support/ledger.ts';

const { pool, ledger, reload, startedRun } = await openLedger();
const deferred = createDeferredBatches({ pool, nudge: () => {} });

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
    const [next] = await deferred.claim(1);
    expect(next!.objects).toHaveLength(part.objects.length - 1);
    batchInspected.data.parse(batchOf(next!.names, []));
    ids.push(next!.names.batchId);
    part = next!;
  }
  expect(new Set(ids).size).toBe(100);
  expect((await reload(run)).counts.batchesOpen).toBe(100);
});
