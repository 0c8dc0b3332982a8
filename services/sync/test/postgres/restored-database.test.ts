import type { BatchInspected } from '@bucket-sync/shared/contracts';
import { expect, test } from 'vitest';
import { aBatch, aJob, anObject, openingOf, outcomesOf, recordPage } from '../support/builders.ts';
import { openLedger } from '../support/ledger.ts';
import { listedSyncs } from '../support/listed-syncs.ts';

const { pool, ledger, reload, openedRun, startedRun, messagesOn, sent } = await openLedger();

test('after the database of sync was restored, a run gets a later number than those that assets knows', async () => {
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

test('a run that was restored while it was in progress never succeeds without its objects', async () => {
  const run = await startedRun();
  const batch = aBatch(run, '0.0.0', ['a.jpg']);
  await recordPage(ledger, run, { listedCount: 1, batches: [batch] });
  await ledger.tally({ ...outcomesOf(batch), outcomes: [], newestRun: run.ordinal + 1 });
  expect(await reload(run)).toMatchObject({ state: 'FAILED', failure: { code: 'WORK_LOST' } });
});

test('an impossibly large number fails its run and leaves the sequence as it is', async () => {
  const run = await openedRun();
  await ledger.tally({ ...openingOf(run), newestRun: Number.MAX_SAFE_INTEGER });
  expect(await reload(run)).toMatchObject({ state: 'FAILED', failure: { code: 'WORK_LOST' } });
  expect((await openedRun()).ordinal).toBeLessThan(1_000_000);
});

const numbered = (count: number) =>
  Array.from({ length: count }, (_, n) => anObject(`${String(n).padStart(4, '0')}.jpg`));

test('assets that a restored database has lost are added again by the next sync', async () => {
  const sync = listedSyncs(ledger, pool, aJob());
  const objects = numbered(2_500);
  await sync({ objects });
  const lost = objects.slice(1_000, 1_007).map(({ key }) => key);
  const { run, inspected } = await sync({ objects, lost });
  expect(inspected).toHaveLength(2_500);
  expect(run).toMatchObject({ state: 'SUCCEEDED', counts: { added: 7, updated: 2_493, missing: 0 } });
  expect((await sync({ objects })).inspected).toEqual([]);
});

test('files that were deleted since are still missing after such a loss', async () => {
  const sync = listedSyncs(ledger, pool, aJob());
  const objects = numbered(100);
  await sync({ objects });
  const left = objects.slice(3);
  const { removed } = await sync({ objects: left, lost: [objects[50]!.key] });
  expect(removed).toEqual(objects.slice(0, 3).map(({ key }) => key));
});

test('a loss that remains after every file was inspected again causes no second such inspection', async () => {
  const sync = listedSyncs(ledger, pool, aJob());
  const objects = numbered(100);
  await sync({ objects });
  const lost = [objects[50]!.key];
  const outcomeOf = () => ({ outcome: 'UPDATED' }) as const;
  expect((await sync({ objects, lost, outcomeOf })).inspected).toHaveLength(100);
  expect((await sync({ objects, lost, outcomeOf })).inspected).toEqual([]);
});
