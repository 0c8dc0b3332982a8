import { inTransaction, type Transaction } from '@bucket-sync/shared/postgres';
import { expect, test } from 'vitest';
import { listRuns, recentRuns } from '../../src/postgres/newest-runs.ts';
import { isOtherNumber } from '../../src/postgres/opening/lost-work.ts';
import { insertRun } from '../../src/postgres/run-store.ts';
import { aJob } from '../support/builders.ts';
import { openLedger } from '../support/ledger.ts';

const { pool, ledger, openedRun, startedRun } = await openLedger();

test('the newest run is the one requested last, whatever its id', async () => {
  const high = aJob({ runId: `ffffffff${aJob().runId.slice(8)}` });
  const { organizationId, connectionId } = high;
  const low = { ...high, runId: `00000000${aJob().runId.slice(8)}` };
  await ledger.request(high, 'SEND_JOB');
  await ledger.cancel(organizationId, high.runId);
  await ledger.request(low, 'SEND_JOB');
  await ledger.cancel(organizationId, low.runId);
  const idsOf = (runs: { id: string }[]) => runs.map(({ id }) => id);
  expect(idsOf(await listRuns(pool, organizationId, [connectionId], 1))).toEqual([low.runId]);
  expect(idsOf(await listRuns(pool, organizationId, [connectionId], 2))).toEqual([low.runId, high.runId]);
  expect(idsOf(await recentRuns(pool, organizationId))).toEqual([low.runId]);
});

test('a recent run is the newest of its connection, and is open or ended within five minutes', async () => {
  const { organizationId, connectionId, id: earlier } = await startedRun();
  await ledger.cancel(organizationId, earlier);
  const ended = await startedRun({ organizationId, connectionId });
  await ledger.cancel(organizationId, ended.id);
  const open = await startedRun({ organizationId });
  await startedRun();
  const recent = async () => new Map((await recentRuns(pool, organizationId)).map(({ id, state }) => [id, state]));
  expect(await recent()).toEqual(
    new Map([
      [ended.id, 'CANCELLED'],
      [open.id, 'RUNNING'],
    ]),
  );
  await pool.query(`update sync_runs set finished_at = now() - interval '6 minutes' where connection_id = $1`, [
    connectionId,
  ]);
  expect(await recent()).toEqual(new Map([[open.id, 'RUNNING']]));
});

/** The pages of tables and indexes that the statements of `work` read. */
async function pagesRead(work: (transaction: Transaction) => Promise<unknown>): Promise<number> {
  return inTransaction(pool, async (transaction) => {
    let pages = 0;
    const query = async (text: string, values: unknown[]) => {
      const { rows } = await transaction.query(`explain (analyze, buffers, format json) ${text}`, values);
      const { Plan: plan } = rows[0]['QUERY PLAN'][0];
      pages += plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
      return transaction.query(text, values);
    };
    await work(Object.assign(Object.create(transaction), { query }));
    return pages;
  });
}

test('the start of a run reads none of the runs of other connections', async () => {
  await pool.query(`
    insert into sync_runs (id, organization_id, connection_id, dataset_id, requested_by, state)
    select gen_random_uuid(), 'org-' || n % 100, gen_random_uuid(), gen_random_uuid(), 'anna', 'SUCCEEDED'
    from generate_series(1, 20000) as numbers (n)`);
  await pool.query('analyze sync_runs');
  const run = await openedRun();
  expect(await pagesRead((transaction) => insertRun(transaction, aJob()))).toBeLessThan(60);
  expect(await pagesRead((transaction) => isOtherNumber(transaction, run, 1))).toBeLessThan(60);
});
