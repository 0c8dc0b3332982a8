import type { BatchInspected } from '@bucket-sync/shared/contracts';
import { expect, test } from 'vitest';
import { aBatch, openingOf, outcomesOf, recordPage } from '../support/builders.ts';
import { openLedger } from '../support/ledger.ts';

const { ledger, reload, openedRun, startedRun, messagesOn, sent } = await openLedger();

test('a run that assets knows a later one of, after a database was restored, goes on with a later number', async () => {
  const run = await openedRun();
  const newestRun = run.ordinal + 500;
  await ledger.tally({ ...openingOf(run), newestRun });
  const [, opening] = await messagesOn<BatchInspected>('assets.intake.v1', run);
  expect(opening!.runOrdinal).toBeGreaterThan(newestRun);
  expect(await reload(run)).toMatchObject({
    state: 'RUNNING',
    ordinal: opening!.runOrdinal,
    counts: { batchesOpen: 1 },
  });
  expect(await sent(run)).not.toContain('sync.slice-due.v1');

  await ledger.tally({ ...openingOf(run), batchId: opening!.batchId });
  expect(await sent(run)).toContain('sync.slice-due.v1');
  expect((await startedRun()).ordinal).toBeGreaterThan(newestRun);
});

test('a run that was restored in its middle fails, and never ends as a success without its objects', async () => {
  const run = await startedRun();
  const batch = aBatch(run, '0.0.0', ['a.jpg']);
  await recordPage(ledger, run, { listedCount: 1, batches: [batch] });
  await ledger.tally({ ...outcomesOf(batch), outcomes: [], newestRun: run.ordinal + 1 });
  expect(await reload(run)).toMatchObject({ state: 'FAILED', failure: { code: 'WORK_LOST' } });
});

test('a number that no database of ours has given uses up no numbers', async () => {
  const run = await openedRun();
  await ledger.tally({ ...openingOf(run), newestRun: Number.MAX_SAFE_INTEGER });
  expect(await reload(run)).toMatchObject({ state: 'FAILED', failure: { code: 'WORK_LOST' } });
  expect((await openedRun()).ordinal).toBeLessThan(1_000_000);
});
