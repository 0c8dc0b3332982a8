import { beforeEach, expect, test } from 'vitest';
import { aBatch, accepted } from '../../testing/builders.ts';
import { type AssetsWorld, openAssetsWorld } from '../support/assets-world.ts';

const world = await openAssetsWorld();

beforeEach(() => {
  world.clock.now = new Date('2026-11-28T12:00:00Z');
});

type Own = Awaited<ReturnType<AssetsWorld['anOrganization']>>;

const bytes = { etag: 'v1', sizeBytes: 77 };

const idsOf = async (own: Own) =>
  Object.fromEntries((await world.listAssets(own)).map(({ objectKey, id }) => [objectKey, id]));

const entriesOf = async (own: Own) =>
  (await world.dataRowEntries(own.organizationId)).map(({ kind, reason }) => `${kind} ${reason}`);

/** An organization without data rows left, whose file `a.jpg` was removed. */
async function aRemovedFile(dataRowsLimit = 1) {
  const own = await world.anOrganization({ dataRowsLimit });
  await world.ingest(aBatch({ ...own, accepted: [accepted('a.jpg', bytes)] }));
  const { 'a.jpg': id } = await idsOf(own);
  await world.ingest(aBatch({ ...own, runId: 'run-2', removed: ['a.jpg'] }));
  return { own, id };
}

test('a file that was seen under neither key gets its asset back under the new key, for no data row', async () => {
  const { own, id } = await aRemovedFile();
  world.clock.now = new Date('2026-12-05T12:00:00Z');
  const next = aBatch({ ...own, runId: 'run-3', renames: 'DEFER', accepted: [accepted('b.jpg', bytes)] });
  await world.ingest(next);
  expect(await idsOf(own)).toEqual({ 'b.jpg': id });
  expect(await entriesOf(own)).toEqual(['CHARGE NEW', 'WAIVER RENAMED']);
  expect((await world.outcomesOf(next.batchId))?.outcomes).toMatchObject([{ objectKey: 'b.jpg', outcome: 'ADDED' }]);
  await world.setLimit(own.organizationId, 2);
  await world.ingest(aBatch({ ...own, runId: 'run-4', accepted: [accepted('a.jpg', bytes)] }));
  expect(await idsOf(own)).toMatchObject({ 'a.jpg': expect.not.stringMatching(id!), 'b.jpg': id });
});

test('a file that is back under its own key keeps its asset, beside a copy', async () => {
  const { own, id } = await aRemovedFile(2);
  await world.ingest(aBatch({ ...own, accepted: [accepted('a.jpg', bytes), accepted('b.jpg', bytes)] }));
  expect(await idsOf(own)).toMatchObject({ 'a.jpg': id, 'b.jpg': expect.not.stringMatching(id!) });
  expect(await entriesOf(own)).toEqual(['CHARGE NEW', 'WAIVER RETURNED', 'CHARGE NEW']);
});

test.each([
  ['other bytes', [accepted('b.jpg', { ...bytes, etag: 'v2' })], {}],
  ['another size', [accepted('b.jpg', { ...bytes, sizeBytes: 78 })], {}],
  ['two files with its bytes', [accepted('b.jpg', bytes), accepted('c.jpg', bytes)], {}],
  ['another connection', [accepted('b.jpg', bytes)], { connectionId: 'connection-2' }],
])('%s do not take the asset of a removed file', async (_, files, of) => {
  const { own, id } = await aRemovedFile(3);
  await world.ingest(aBatch({ ...own, ...of, accepted: files }));
  expect(Object.values(await idsOf(own))).not.toContain(id);
  expect(await entriesOf(own)).toEqual(['CHARGE NEW', ...files.map(() => 'CHARGE NEW')]);
});

test('after eight days a file under another key is a new file', async () => {
  const { own, id } = await aRemovedFile(2);
  world.clock.now = new Date('2026-12-06T12:00:01Z');
  await world.ingest(aBatch({ ...own, accepted: [accepted('b.jpg', bytes)] }));
  expect(Object.values(await idsOf(own))).not.toContain(id);
});

test('two removed assets with the same bytes are not told apart', async () => {
  const own = await world.anOrganization();
  await world.ingest(aBatch({ ...own, accepted: [accepted('a.jpg', bytes), accepted('copy.jpg', bytes)] }));
  const before = Object.values(await idsOf(own));
  await world.ingest(aBatch({ ...own, removed: ['a.jpg', 'copy.jpg'] }));
  await world.ingest(aBatch({ ...own, accepted: [accepted('b.jpg', bytes)] }));
  for (const id of Object.values(await idsOf(own))) expect(before).not.toContain(id);
});
