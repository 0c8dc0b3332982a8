import { expect, test } from 'vitest';
import { aBatch, accepted, keys, skipped } from '../../../testing/builders.ts';
import { type AssetsWorld, openAssetsWorld } from '../../support/assets-world.ts';

const DAY_MS = 86_400_000;
const HISTORY = { skipHistoryDays: 90, formerAssetDays: 400 };

const world = await openAssetsWorld();
const { background } = world;

type Own = Awaited<ReturnType<AssetsWorld['anOrganization']>>;

const pass = (days: number) => {
  world.clock.now = new Date(world.clock.now.getTime() + days * DAY_MS);
};
const endAll = async () => {
  while ((await background.endSkippedFiles()).isMore);
};
const keysOfRun = async ({ organizationId }: Own, runId: string) => {
  const slice = { order: 'OBJECT_KEY', after: null, limit: 10_000 } as const;
  const files = await world.library.listSkippedFilesOfRun(organizationId, runId, slice);
  expect(await world.library.countSkippedFilesOfRun(organizationId, runId)).toBe(files.length);
  return files.map(({ objectKey }) => objectKey);
};
const formerKeys = async ({ organizationId }: Own) => {
  const { rows } = await world.pool.query('select object_key from former_assets where organization_id = $1', [
    organizationId,
  ]);
  return rows.map((row) => row.object_key);
};

test('skipped files of a removed connection end in portions, and its runs still list them', async () => {
  const own = await world.anOrganization();
  const bad = keys(2_500);
  const files = bad.map((each) => skipped(each));
  await world.ingest(
    aBatch({ ...own, connectionId: 'gone', runId: 'r1', runOrdinal: 1, skipped: files.slice(0, 1000) }),
  );
  const second = { connectionId: 'gone', runId: 'r2', runOrdinal: 2 };
  await world.ingest(aBatch({ ...own, ...second, skipped: files.slice(999, 1999) }));
  await world.ingest(aBatch({ ...own, ...second, skipped: files.slice(1999) }));
  await world.ingest(aBatch({ ...own, connectionId: 'stays', runId: 'r3', skipped: [skipped('other.jpg')] }));
  await world.markRemoved(own.organizationId, 'gone');
  const lists = async () => [await keysOfRun(own, 'r1'), await keysOfRun(own, 'r2'), await keysOfRun(own, 'r3')];
  const truth = [bad.slice(0, 1000), bad.slice(999), ['other.jpg']];
  expect(await lists()).toEqual(truth);

  expect(await background.endSkippedFiles()).toEqual({ isMore: true });
  expect(await world.skippedKeys(own.organizationId)).toHaveLength(501);
  expect(await lists()).toEqual(truth);
  await Promise.all([endAll(), endAll()]);
  await endAll();
  expect(await world.skippedKeys(own.organizationId)).toEqual(['other.jpg']);
  expect(await lists()).toEqual(truth);
  const { rows } = await world.pool.query(
    'select id, skipped_count from connections where organization_id = $1 order by id',
    [own.organizationId],
  );
  expect(rows).toEqual([
    { id: 'gone', skipped_count: 0 },
    { id: 'stays', skipped_count: 1 },
  ]);
  await world.markRemoved(own.organizationId, 'gone');
  await world.ingest(aBatch({ ...own, ...second, skipped: [skipped('late.jpg')] }));
  expect(await world.skippedKeys(own.organizationId)).toEqual(['other.jpg']);
});

test('a connection whose skipped files cannot end holds up no other one', async () => {
  const [broken, own] = [await world.anOrganization(), await world.anOrganization()];
  for (const each of [broken, own]) {
    await world.ingest(aBatch({ ...each, skipped: [skipped('a.jpg')] }));
    await world.markRemoved(each.organizationId, 'connection-1');
  }
  await world.pool.query(
    `alter table past_skips add constraint refused check (organization_id <> '${broken.organizationId}')`,
  );
  await endAll();
  expect(background.failures.splice(0)).toEqual([
    { organizationId: broken.organizationId, connectionId: 'connection-1' },
  ]);
  expect(await world.skippedKeys(own.organizationId)).toEqual([]);
  expect(await world.skippedKeys(broken.organizationId)).toEqual(['a.jpg']);
  await world.pool.query('alter table past_skips drop constraint refused');
  await endAll();
  expect(await world.skippedKeys(broken.organizationId)).toEqual([]);
});

test('a file that was withdrawn long ago gets its asset back after its connection was removed', async () => {
  const own = await world.anOrganization({ dataRowsLimit: 1 });
  const at = (connectionId: string) => ({ ...own, connectionId, bucketName: 'photos' });
  await world.ingest(aBatch({ ...at('first'), accepted: [accepted('a.jpg')] }));
  const [before] = await world.listAssets(own);
  await world.ingest(aBatch({ ...at('first'), skipped: [skipped('a.jpg')] }));
  pass(500);
  await world.markRemoved(own.organizationId, 'first');
  await background.forgetHistory(HISTORY);
  await endAll();
  pass(300);
  await background.forgetHistory(HISTORY);
  // The next connection of the bucket skips the file as well, and is also removed.
  await world.ingest(aBatch({ ...at('second'), skipped: [skipped('a.jpg')] }));
  pass(300);
  await background.forgetHistory(HISTORY);
  await world.markRemoved(own.organizationId, 'second');
  await endAll();
  pass(399);
  await background.forgetHistory(HISTORY);
  expect(await formerKeys(own)).toEqual(['a.jpg']);
  await world.ingest(aBatch({ ...at('third'), accepted: [accepted('a.jpg')] }));
  expect((await world.listAssets(own)).map(({ id }) => id)).toEqual([before?.id]);
  expect(await world.dataRowsUsed(own.organizationId)).toBe(1);
});

test('a withdrawn file of a removed connection is forgotten after its days, like an asset that left then', async () => {
  const own = await world.anOrganization();
  await world.ingest(aBatch({ ...own, accepted: [accepted('a.jpg')] }));
  await world.ingest(aBatch({ ...own, skipped: [skipped('a.jpg')] }));
  await world.markRemoved(own.organizationId, 'connection-1');
  await endAll();
  pass(401);
  await background.forgetHistory(HISTORY);
  expect(await formerKeys(own)).toEqual([]);
});
