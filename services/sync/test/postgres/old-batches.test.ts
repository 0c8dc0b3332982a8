import { expect, test } from 'vitest';
import { deleteOldBatches } from '../../src/postgres/batch-store.ts';
import { aBatch, outcomesOf, recordPage } from '../support/builders.ts';
import { openLedger } from '../support/ledger.ts';

const { pool, ledger, startedRun } = await openLedger();

test('the batches of runs that ended long ago are deleted; the runs and open batches stay', async () => {
  const aRun = async () => {
    const run = await startedRun();
    const batch = aBatch(run, '0.0.0', ['a']);
    await recordPage(ledger, run, { listedCount: 1, batches: [batch] });
    return { run, end: () => ledger.tally(outcomesOf(batch)) };
  };
  const [old, recent, stillRunning] = [await aRun(), await aRun(), await aRun()];
  await old.end();
  await recent.end();
  const age = (runId: string, days: number) =>
    pool.query(`update sync_runs set finished_at = finished_at - make_interval(days => $2) where id = $1`, [
      runId,
      days,
    ]);
  await age(old.run.id, 36);
  await age(recent.run.id, 29);

  expect(await deleteOldBatches(pool)).toEqual({ isMore: false });
  const { rows } = await pool.query('select run_id from run_batches');
  expect(new Set(rows.map((row) => row.run_id))).toEqual(new Set([recent.run.id, stillRunning.run.id]));
  expect(await ledger.find(old.run.organizationId, old.run.id)).toMatchObject({ state: 'SUCCEEDED' });
});
