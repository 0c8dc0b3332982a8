import { expect, test } from 'vitest';
import type { Run } from '../../src/domain/run/run.ts';
import { aBatch, aJob, outcomesOf, recordPage } from '../support/builders.ts';
import { openLedger } from '../support/ledger.ts';

const { pool, ledger, reload, startedRun, sent } = await openLedger();

const withOpenBatch = async (): Promise<Run> => {
  const run = await startedRun();
  await recordPage(ledger, run, { listedCount: 1, batches: [aBatch(run, '0.0.0', ['a'])] });
  return run;
};
const leaveFor = (run: Run, hours: number) =>
  pool.query(`update sync_runs set published_at = now() - make_interval(hours => $2) where id = $1`, [run.id, hours]);

test('a run whose messages are lost ends after a day, and its connection can sync again', async () => {
  const lost = await withOpenBatch();
  await leaveFor(lost, 25);
  await ledger.failStalled();
  expect(await reload(lost)).toMatchObject({ state: 'FAILED', failure: { code: 'WORK_LOST' } });
  expect((await sent(lost)).at(-1)).toBe('sync.ended.v1');
  const { organizationId, connectionId, datasetId } = lost;
  expect(await ledger.request(aJob({ organizationId, connectionId, datasetId }), 'SEND_JOB')).not.toBe(
    'ALREADY_RUNNING',
  );
});

test('a batch that was late, not lost, is still stored after its run ended', async () => {
  const run = await withOpenBatch();
  await leaveFor(run, 25);
  await ledger.failStalled();
  await ledger.tally(outcomesOf(aBatch(run, '0.0.0', ['a'])));
  expect(await ledger.knownAmong({ ...run, runId: run.id }, ['a'])).toHaveLength(1);
});

test('a run that made progress within a day continues', async () => {
  const busy = await withOpenBatch();
  await leaveFor(busy, 23);
  await ledger.failStalled();
  expect((await reload(busy)).state).toBe('RUNNING');
});

test('a run waits for its start or for a decision as long as it takes', async () => {
  for (const state of ['QUEUED', 'HELD'] as const) {
    const run = await withOpenBatch();
    await pool.query('update sync_runs set state = $2 where id = $1', [run.id, state]);
    await leaveFor(run, 1_000);
    await ledger.failStalled();
    expect((await reload(run)).state).toBe(state);
  }
});
