import { expect, test } from 'vitest';
import { aBatch, accepted, skipped } from '../../testing/builders.ts';
import { openAssetsWorld } from '../support/assets-world.ts';

const DAY_MS = 86_400_000;

const world = await openAssetsWorld();

test('skipped files of past runs are deleted after their days, and those that are skipped now stay', async () => {
  const own = await world.anOrganization();
  const runs = [0, 40, 80];
  const start = world.clock.now.getTime();
  for (const day of runs) {
    world.clock.now = new Date(start + day * DAY_MS);
    await world.ingest(
      aBatch({ ...own, runId: `run-${day}`, skipped: [skipped('bad.jpg'), skipped(`only-${day}.jpg`)] }),
    );
  }
  const pastRuns = async () => {
    const { rows } = await world.pool.query(
      'select distinct run_id from past_skips where organization_id = $1 order by run_id',
      [own.organizationId],
    );
    return rows.map((row) => row.run_id);
  };
  const appliedBatches = async () => {
    const { rows } = await world.pool.query('select count(*) from applied_batches where organization_id = $1', [
      own.organizationId,
    ]);
    return Number(rows[0].count);
  };
  expect(await pastRuns()).toEqual(['run-0', 'run-40']);

  expect(await world.background.forgetHistory({ skipHistoryDays: 50, formerAssetDays: 400 })).toEqual({
    isMore: false,
  });
  expect(await pastRuns()).toEqual(['run-40']);
  // A batch may be delivered again for 28 days: those of the last 35 are remembered.
  expect(await appliedBatches()).toBe(1);
  expect(await world.skippedKeys(own.organizationId)).toEqual(['bad.jpg', 'only-0.jpg', 'only-40.jpg', 'only-80.jpg']);
});

test('more rows than a portion are deleted portion by portion, also by concurrent replicas', async () => {
  await world.pool.query(
    `insert into applied_batches (organization_id, batch_id, applied_at)
     select 'many', n::text, '2020-01-01' from generate_series(1, 25000) as n`,
  );
  const forget = () => world.background.forgetHistory({ skipHistoryDays: 90, formerAssetDays: 400 });
  expect(await forget()).toEqual({ isMore: true });
  await Promise.all([forget(), forget()]);
  expect(await forget()).toEqual({ isMore: false });
  const { rows } = await world.pool.query(`select count(*) from applied_batches where organization_id = 'many'`);
  expect(Number(rows[0].count)).toBe(0);
});

test('a former asset is deleted after its days, unless its file was withdrawn and is still skipped', async () => {
  const own = await world.anOrganization();
  const files = ['removed.jpg', 'withdrawn.jpg', 'recent.jpg'];
  await world.ingest(aBatch({ ...own, accepted: files.map((each) => accepted(each)) }));
  await world.ingest(aBatch({ ...own, removed: ['removed.jpg'], skipped: [skipped('withdrawn.jpg')] }));
  world.clock.now = new Date(world.clock.now.getTime() + 399 * DAY_MS);
  await world.ingest(aBatch({ ...own, removed: ['recent.jpg'] }));
  world.clock.now = new Date(world.clock.now.getTime() + 2 * DAY_MS);
  await world.background.forgetHistory({ skipHistoryDays: 90, formerAssetDays: 400 });
  const { rows } = await world.pool.query(
    'select object_key from former_assets where organization_id = $1 order by object_key',
    [own.organizationId],
  );
  expect(rows.map((row) => row.object_key)).toEqual(['recent.jpg', 'withdrawn.jpg']);
});

test('a history that cannot be forgotten holds up no other one', async () => {
  const own = await world.anOrganization();
  await world.ingest(aBatch({ ...own, skipped: [skipped('a.jpg')] }));
  const age = `update applied_batches set applied_at = '2020-01-01' where organization_id = $1`;
  await world.pool.query(age, [own.organizationId]);
  await world.pool.query(`
    insert into past_skips (organization_id, run_id, object_key, connection_id, id, size_bytes, reason, detail,
      first_skipped_at, last_skipped_at)
    values ('${own.organizationId}', 'r', 'a', 'c', gen_random_uuid(), 1, 'EMPTY', '', '2020-01-01', '2020-01-01');
    alter table applied_batches rename to applied_batches_elsewhere`);
  await world.background.forgetHistory({ skipHistoryDays: 90, formerAssetDays: 400 });
  await world.pool.query('alter table applied_batches_elsewhere rename to applied_batches');
  expect(world.background.failures.splice(0)).toMatchObject([{ table: 'applied_batches' }]);
  const { rowCount } = await world.pool.query('select from past_skips where organization_id = $1', [
    own.organizationId,
  ]);
  expect(rowCount).toBe(0);
});
