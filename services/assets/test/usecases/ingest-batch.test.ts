import { expect, test } from 'vitest';
import { aBatch, accepted, aVideo, key, keys, skipped } from '../../testing/builders.ts';
import { openAssetsWorld } from '../support/assets-world.ts';

const world = await openAssetsWorld();

test('every object of a batch has exactly one outcome, and is stored according to it', async () => {
  const own = await world.anOrganization();
  await world.ingest(
    aBatch({ ...own, accepted: [accepted('kept.jpg'), accepted('gone.jpg')], skipped: [skipped('bad.jpg')] }),
  );
  const batch = aBatch({
    ...own,
    accepted: [accepted('kept.jpg', { etag: 'e2' }), accepted('new.jpg')],
    skipped: [skipped('empty.jpg', 'EMPTY')],
    removed: ['gone.jpg', 'bad.jpg', 'never-seen.jpg'],
  });
  await world.ingest(batch);
  const answer = await world.outcomesOf(batch.batchId);
  expect(answer?.cost).toEqual(batch.cost);
  expect(
    Object.fromEntries(answer!.outcomes.map(({ objectKey, outcome, reason }) => [objectKey, [outcome, reason]])),
  ).toEqual({
    'kept.jpg': ['UPDATED', null],
    'new.jpg': ['ADDED', null],
    'empty.jpg': ['SKIPPED', 'EMPTY'],
    'gone.jpg': ['REMOVED', null],
    'bad.jpg': ['REMOVED', null],
    'never-seen.jpg': ['REMOVED', null],
  });
  expect(answer?.outcomes).toHaveLength(6);
  expect(await world.assetKeys(own.organizationId)).toEqual(['kept.jpg', 'new.jpg']);
  expect(await world.skippedKeys(own.organizationId)).toEqual(['empty.jpg']);
});

test('a batch that is redelivered changes nothing and is answered once', async () => {
  const own = await world.anOrganization();
  const batch = aBatch({ ...own, accepted: keys(10).map((each) => accepted(each)), skipped: [skipped('bad.jpg')] });
  await world.ingest(batch);
  const events = await world.publicEvents(own.organizationId);
  await world.ingest(batch);
  expect(await world.dataRowsUsed(own.organizationId)).toBe(10);
  expect(await world.publicEvents(own.organizationId)).toEqual(events);
  expect((await world.outcomesOf(batch.batchId))?.outcomes).toHaveLength(11);
});

test('concurrent deliveries of one batch are applied once', async () => {
  const own = await world.anOrganization();
  const batch = aBatch({ ...own, accepted: keys(50).map((each) => accepted(each)) });
  await Promise.all(Array.from({ length: 8 }, () => world.ingest(batch)));
  expect(await world.dataRowsUsed(own.organizationId)).toBe(50);
  expect((await world.outcomesOf(batch.batchId))?.outcomes).toHaveLength(50);
});

test('an asset keeps its id and addedAt when its file changes', async () => {
  const own = await world.anOrganization();
  await world.ingest(aBatch({ ...own, accepted: [accepted('a.mp4', { media: aVideo })] }));
  const [first] = await world.listAssets(own);
  world.clock.now = new Date('2026-11-16T12:00:00Z');
  const media = { ...aVideo, width: 1280, height: 720 };
  await world.ingest(aBatch({ ...own, accepted: [accepted('a.mp4', { etag: 'e2', sizeBytes: 5, media })] }));
  const [second] = await world.listAssets(own);
  expect(second).toEqual({
    ...first,
    etag: 'e2',
    sizeBytes: 5,
    width: 1280,
    height: 720,
    updatedAt: new Date('2026-11-16T12:00:00Z'),
  });
  expect(second?.video).toEqual(aVideo.video);
});

test('a file that is accepted is no longer skipped, and one that no longer fits is no longer an asset', async () => {
  const own = await world.anOrganization();
  await world.ingest(aBatch({ ...own, accepted: [accepted('a.jpg')], skipped: [skipped('b.jpg')] }));
  await world.ingest(aBatch({ ...own, accepted: [accepted('b.jpg')], skipped: [skipped('a.jpg', 'CORRUPT')] }));
  expect(await world.assetKeys(own.organizationId)).toEqual(['b.jpg']);
  expect(await world.skippedKeys(own.organizationId)).toEqual(['a.jpg']);
  const events = await world.publicEvents(own.organizationId);
  expect(events.map(({ type, data }) => [type.split('.').slice(1, 3).join(' '), data.objectKey])).toEqual([
    ['asset added', 'a.jpg'],
    ['file skipped', 'b.jpg'],
    ['asset added', 'b.jpg'],
    ['asset withdrawn', 'a.jpg'],
    ['file skipped', 'a.jpg'],
  ]);
});

test('an asset stays unchanged when its file changes, is deleted or cannot be read during the sync', async () => {
  const own = await world.anOrganization();
  const all = ['a.jpg', 'b.jpg', 'c.jpg'];
  await world.ingest(aBatch({ ...own, accepted: all.map((each) => accepted(each)) }));
  const reasons = ['CHANGED_DURING_SYNC', 'GONE_DURING_SYNC', 'READ_FAILED'] as const;
  await world.ingest(aBatch({ ...own, skipped: all.map((each, at) => skipped(each, reasons[at]!)) }));
  expect(await world.assetKeys(own.organizationId)).toEqual(all);
  expect(await world.skippedKeys(own.organizationId)).toEqual(all);
  await world.ingest(aBatch({ ...own, accepted: [accepted('a.jpg', { etag: 'e2' })] }));
  expect(await world.skippedKeys(own.organizationId)).toEqual(['b.jpg', 'c.jpg']);
  expect(await world.dataRowsUsed(own.organizationId)).toBe(3);
});

test('every run lists the files that it skipped, even if a later run skips, accepts or removes them', async () => {
  const { organizationId, datasetId } = await world.anOrganization();
  const run = (runId: string, change: object) => world.ingest(aBatch({ organizationId, datasetId, runId, ...change }));
  await run('r1', { skipped: ['again', 'mended', 'removed', 'left'].map((each) => skipped(each)) });
  await run('r2', { skipped: [skipped('again', 'CORRUPT')], accepted: [accepted('mended')], removed: ['removed'] });
  const skippedBy = async (runId: string) => {
    const slice = { order: 'OBJECT_KEY', after: null, limit: 100 } as const;
    const files = await world.library.listSkippedFilesOfRun(organizationId, runId, slice);
    expect(await world.library.countSkippedFilesOfRun(organizationId, runId)).toBe(files.length);
    return files.map(({ objectKey, reason }) => `${objectKey} ${reason}`);
  };
  const all = ['again', 'left', 'mended', 'removed'].map((each) => `${each} EXIF_ORIENTATION`);
  expect(await skippedBy('r1')).toEqual(all);
  expect(await skippedBy('r2')).toEqual(['again CORRUPT']);
});

test('a file that is skipped again keeps the time at which it was first skipped', async () => {
  const own = await world.anOrganization();
  const times = ['2026-11-20T00:00:00Z', '2026-11-21T00:00:00Z'].map((time) => new Date(time));
  for (const time of times) {
    world.clock.now = time;
    await world.ingest(aBatch({ ...own, runId: `run-${time.getTime()}`, skipped: [skipped('a.jpg')] }));
  }
  const filter = { connectionId: null, reason: null };
  const [file] = await world.library.listSkippedFiles(
    { ...own, filter },
    { order: 'OBJECT_KEY', after: null, limit: 2 },
  );
  expect([file?.firstSkippedAt, file?.lastSkippedAt]).toEqual(times);
});

test('files use data rows in key order, and the rest is skipped until data rows are free again', async () => {
  const own = await world.anOrganization({ dataRowsLimit: 3 });
  const files = keys(5).map((each) => accepted(each));
  const first = aBatch({ ...own, accepted: files.toReversed() });
  await world.ingest(first);
  expect(await world.assetKeys(own.organizationId)).toEqual([key(0), key(1), key(2)]);
  const left = (await world.outcomesOf(first.batchId))?.outcomes.filter(({ outcome }) => outcome === 'SKIPPED');
  expect(left?.map(({ objectKey, reason }) => [objectKey, reason])).toEqual([
    [key(3), 'QUOTA_EXCEEDED'],
    [key(4), 'QUOTA_EXCEEDED'],
  ]);
  await world.setLimit(own.organizationId, 10);
  await world.ingest(aBatch({ ...own, runId: 'run-2', accepted: files.slice(3) }));
  expect(await world.assetKeys(own.organizationId)).toEqual(keys(5));
  expect(await world.skippedKeys(own.organizationId)).toEqual([]);
  expect(await world.dataRowsUsed(own.organizationId)).toBe(5);
});

test('an update uses no data row, and a removal returns none', async () => {
  const own = await world.anOrganization({ dataRowsLimit: 2 });
  await world.ingest(aBatch({ ...own, accepted: [accepted('a.jpg'), accepted('b.jpg')] }));
  const update = aBatch({ ...own, accepted: [accepted('a.jpg', { etag: 'e2' })], removed: ['b.jpg'] });
  await world.ingest(update);
  expect((await world.outcomesOf(update.batchId))?.outcomes.map(({ outcome }) => outcome)).toEqual([
    'UPDATED',
    'REMOVED',
  ]);
  const late = aBatch({ ...own, accepted: [accepted('c.jpg', { etag: 'other' })] });
  await world.ingest(late);
  expect((await world.outcomesOf(late.batchId))?.outcomes[0]).toMatchObject({
    outcome: 'SKIPPED',
    reason: 'QUOTA_EXCEEDED',
  });
  expect(await world.dataRowsUsed(own.organizationId)).toBe(2);
});

test('the keys of a batch sort by the bytes of their UTF-8, not by UTF-16', async () => {
  const own = await world.anOrganization({ dataRowsLimit: 1 });
  await world.ingest(aBatch({ ...own, accepted: [accepted('\u{1F600}.jpg'), accepted('\uFF5E.jpg')] }));
  expect(await world.assetKeys(own.organizationId)).toEqual(['\uFF5E.jpg']);
});
