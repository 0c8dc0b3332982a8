import { expect, test } from 'vitest';
import type { Run } from '../../../src/domain/run/run.ts';
import { deleteRowsOfEndedRuns } from '../../../src/postgres/cleanup/ended-runs.ts';
import { aBatch, outcomesOf, recordPage } from '../../support/builders.ts';
import { openLedger } from '../../support/ledger.ts';

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

  expect(await deleteRowsOfEndedRuns(pool)).toEqual({ isMore: false });
  const { rows } = await pool.query('select run_id from run_batches');
  expect(new Set(rows.map((row) => row.run_id))).toEqual(new Set([recent.run.id, stillRunning.run.id]));
  expect(await ledger.find(old.run.organizationId, old.run.id)).toMatchObject({ state: 'SUCCEEDED' });
});

test('a run ends with any number of missing and pending files, and a cleanup deletes them in portions', async () => {
  const [ended, open] = [await startedRun(), await startedRun()];
  for (const { id } of [ended, open]) {
    await pool.query(
      `insert into missing_objects (run_id, object_key)
      select $1, 'missing ' || n from generate_series(1, 15000) as keys (n)`,
      [id],
    );
    await pool.query(
      `insert into pending_objects (run_id, object_key, kind, etag, size_bytes, last_modified)
      select $1, 'pending ' || n, 'WITHDRAWAL', 'etag', 1, '' from generate_series(1, 5) as keys (n)`,
      [id],
    );
  }
  const countOf = async (run: Run) => {
    const { rows } = await pool.query(
      `select (select count(*) from missing_objects where run_id = $1) as missing,
        (select count(*) from pending_objects where run_id = $1) as pending`,
      [run.id],
    );
    return rows[0];
  };
  await ledger.cancel(ended.organizationId, ended.id);
  expect(await countOf(ended)).toEqual({ missing: 15_000, pending: 5 });
  expect(await deleteRowsOfEndedRuns(pool)).toEqual({ isMore: true });
  expect(await countOf(ended)).toEqual({ missing: 5_000, pending: 0 });
  expect(await deleteRowsOfEndedRuns(pool)).toEqual({ isMore: false });
  expect(await countOf(ended)).toEqual({ missing: 0, pending: 0 });
  expect(await countOf(open)).toEqual({ missing: 15_000, pending: 5 });
});
