import { expect, test } from 'vitest';
import type { Run } from '../../src/domain/run/run.ts';
import { aBatch, aJob, anObject, openingOf, outcomesOf, recordPage } from '../support/builders.ts';
import { openLedger } from '../support/ledger.ts';

const { pool, ledger, startedRun } = await openLedger();

const knownOf = (run: Run) => ledger.knownRange({ ...run, runId: null }, { after: null, upTo: null, limit: 1_000 });

test('the archive of an object is known after its verdict, whatever its key is called', async () => {
  const run = await startedRun();
  const batch = {
    ...aBatch(run, '0.0.0', []),
    objects: [anObject('constructor'), anObject('old.jpg', { storageClass: 'GLACIER' }), anObject('photo.jpg')],
  };
  await recordPage(ledger, run, { listedCount: 3, batches: [batch] });
  await ledger.tally(outcomesOf(batch, { outcome: 'SKIPPED', reason: 'ARCHIVED' }));
  expect((await knownOf(run)).map(({ key, archivedIn }) => [key, archivedIn])).toEqual([
    ['constructor', null],
    ['old.jpg', 'GLACIER'],
    ['photo.jpg', null],
  ]);
});

test('a withdrawn file is known as no asset, a file that cannot be read for now stays one', async () => {
  const run = await startedRun();
  const batches = ['1', '2'].map((name) => aBatch(run, name, ['denied', 'failed', 'turned']));
  await recordPage(ledger, run, { resumeAfter: 'x', listedCount: 6, batches });
  await ledger.tally(outcomesOf(batches[0]!));
  const [denied, failed, turned] = outcomesOf(batches[1]!, { outcome: 'SKIPPED' }).outcomes;
  await ledger.tally({
    ...outcomesOf(batches[1]!),
    outcomes: [
      { ...denied!, reason: 'READ_DENIED', withdrawn: true },
      { ...failed!, reason: 'READ_FAILED' },
      { ...turned!, reason: 'EXIF_ORIENTATION', withdrawn: true },
    ],
  });
  expect((await knownOf(run)).map(({ key, isAsset, unsettledReason }) => [key, isAsset, unsettledReason])).toEqual([
    ['denied', false, 'READ_DENIED'],
    ['failed', true, 'READ_FAILED'],
    ['turned', false, null],
  ]);
});

test('an object that was sent with its batch and later split off is counted once', async () => {
  const run = await startedRun();
  const batch = aBatch(run, '0.0.0', ['a', 'b']);
  await recordPage(ledger, run, { listedCount: 2, batches: [batch] });
  // The batch was sent whole, its process died, and in its second delivery `b` could not be read.
  await pool.query(`update run_batches set split_off_keys = '{b}' where batch_id = $1`, [batch.batchId]);
  await pool.query('insert into run_batches (run_id, batch_id) values ($1, $2)', [run.id, `${batch.batchId}.1`]);
  await pool.query('update sync_runs set batches_open = batches_open + 1 where id = $1', [run.id]);
  await ledger.tally(outcomesOf(batch));
  await ledger.tally(outcomesOf(aBatch(run, '0.0.0.1', ['b']), { outcome: 'UPDATED' }));
  expect(await ledger.find(run.organizationId, run.id)).toMatchObject({
    state: 'SUCCEEDED',
    counts: { listed: 2, added: 1, updated: 1 },
  });
});

test('deleted assets are forgotten, those of another connection and organization are not', async () => {
  const run = await startedRun();
  const batch = aBatch(run, '0.0.0', ['a', 'b', 'c']);
  await recordPage(ledger, run, { listedCount: 3, batches: [batch] });
  await ledger.tally(outcomesOf(batch));
  const { organizationId, connectionId, datasetId } = run;
  await ledger.forgetKeys({ organizationId: 'globex', connectionId, datasetId, objectKeys: ['a'] });
  await ledger.forgetKeys({ organizationId, connectionId: aJob().connectionId, datasetId, objectKeys: ['a'] });
  await ledger.forgetKeys({ organizationId, connectionId, datasetId, objectKeys: ['b', 'gone'] });
  expect((await knownOf(run)).map(({ key }) => key)).toEqual(['a', 'c']);
});

test('every page of a run is filtered by the patterns of its start', async () => {
  const job = aJob();
  await ledger.request(job, 'SEND_JOB');
  const rule = { prefix: 'in/', includePatterns: ['*.jpg'], excludePatterns: [] };
  await ledger.start(job.runId, rule);
  const run = (await ledger.find(job.organizationId, job.runId))!;
  expect(run.keyRule).toEqual(rule);
  await ledger.tally(openingOf(run));
  await recordPage(ledger, run, { listedCount: 0, excludedCount: 7 });
  expect(await ledger.find(job.organizationId, job.runId)).toMatchObject({
    state: 'SUCCEEDED',
    counts: { listed: 0, excluded: 7 },
  });
});
