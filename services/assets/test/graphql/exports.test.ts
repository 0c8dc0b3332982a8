import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { expect, test } from 'vitest';
import { aBatch, accepted, aVideo, keys, skipped } from '../../testing/builders.ts';
import type { AssetsWorld } from '../support/assets-world.ts';
import { openSubgraphWorld } from '../support/subgraph-world.ts';

const { world, subgraph } = await openSubgraphWorld();

type Own = Awaited<ReturnType<AssetsWorld['anOrganization']>>;

const EXPORT = `
  query ($id: ID!, $content: ExportContent, $format: ExportFormat) {
    dataset(id: $id) { export(content: $content, format: $format) { href filename expiresAt } }
  }`;

const linkTo = async (own: Own, content: string, format: string) =>
  (await subgraph.ask(own.organizationId, EXPORT, { id: own.datasetId, content, format })).dataset.export;

async function rowsOf(own: Own, content: 'ASSETS' | 'SKIPPED_FILES', format: 'JSON_LINES' | 'PARQUET') {
  const response = await subgraph.download((await linkTo(own, content, format)).href);
  expect(response.status).toBe(200);
  if (format === 'PARQUET') return parquetReadObjects({ file: await response.arrayBuffer() });
  return (await response.text())
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const odd = [
  '=1+1.jpg',
  'a,b.jpg',
  'a"b.jpg',
  'new\nline.jpg',
  "'quoted.jpg",
  '\u{1F600}.jpg',
  'cafe\u0301.jpg',
  '@x',
  '-y',
];

async function aDataset(): Promise<Own> {
  const own = await world.anOrganization();
  await world.ingest(
    aBatch({
      ...own,
      connectionId: 'c1',
      accepted: [...odd.map((each) => accepted(each)), accepted('clip.mp4', { media: aVideo, sizeBytes: 2 ** 40 })],
      skipped: [skipped('bad.jpg'), skipped('=bad.jpg', 'CORRUPT', { detail: '+1' })],
    }),
  );
  await world.ingest(aBatch({ ...own, connectionId: 'c2', accepted: [accepted('clip.mp4')] }));
  await world.markRemoved(own.organizationId, 'c2');
  return own;
}

test.each(['JSON_LINES', 'PARQUET'] as const)(
  '%s holds every asset as it is stored, with its exact key',
  async (format) => {
    const own = await aDataset();
    const rows = await rowsOf(own, 'ASSETS', format);
    const assets = await world.listAssets(own);
    expect(rows.map((row) => row.object_key)).toEqual(assets.map(({ objectKey }) => objectKey));
    const clip = rows.find((row) => row.connection_id === 'c1' && row.object_key === 'clip.mp4')!;
    expect({
      ...clip,
      size_bytes: Number(clip.size_bytes),
      added_at: new Date(clip.added_at).toISOString(),
      updated_at: new Date(clip.updated_at).toISOString(),
      last_modified: new Date(clip.last_modified).toISOString(),
    }).toEqual({
      id: assets.find(({ connectionId, objectKey }) => connectionId === 'c1' && objectKey === 'clip.mp4')?.id,
      dataset_id: own.datasetId,
      connection_id: 'c1',
      object_key: 'clip.mp4',
      filename: 'clip.mp4',
      media_type: 'VIDEO',
      content_type: 'video/mp4',
      size_bytes: 2 ** 40,
      etag: 'e1',
      width: 1920,
      height: 1080,
      duration_ms: 2000,
      frame_rate: 29.97,
      frame_count: 60,
      codec: 'h264',
      pixel_format: 'yuv420p',
      major_brand: 'mp42',
      last_modified: '2026-11-01T08:00:00.000Z',
      added_at: '2026-11-15T12:00:00.000Z',
      updated_at: '2026-11-15T12:00:00.000Z',
      is_connected: true,
    });
    expect(rows.filter((row) => !row.is_connected)).toHaveLength(1);
    expect(rows.find((row) => row.object_key === 'a,b.jpg')).toMatchObject({ codec: null, duration_ms: null });
  },
);

test.each(['JSON_LINES', 'PARQUET'] as const)('%s holds every skipped file with its reason and fix', async (format) => {
  const rows = await rowsOf(await aDataset(), 'SKIPPED_FILES', format);
  expect(rows.map(({ object_key, reason, detail }) => [object_key, reason, detail])).toEqual([
    ['=bad.jpg', 'CORRUPT', '+1'],
    ['bad.jpg', 'EXIF_ORIENTATION', 'found in bad.jpg'],
  ]);
  expect(rows[0].fix_command).toBeNull();
  expect(rows[1].fix_command).toMatch(/bad\.jpg/);
});

test('a CSV is quoted as RFC 4180 requires, and none of its cells is a formula', async () => {
  const own = await aDataset();
  const response = await subgraph.download((await linkTo(own, 'ASSETS', 'CSV')).href);
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
  const text = await response.text();
  const [header] = text.split('\r\n');
  expect(header).toMatch(/^id,dataset_id,connection_id,object_key,filename,media_type,/);
  for (const cell of [
    ",'=1+1.jpg,",
    ',"a,b.jpg",',
    ',"a""b.jpg",',
    ',"new\nline.jpg",',
    ",''quoted.jpg,",
    ",'@x,",
    ",'-y,",
  ]) {
    expect(text).toContain(cell);
  }
  expect(text.split('\r\n')).toHaveLength(odd.length + 4);
});

test('an export of more than one fetch and one row group holds every row once, in key order', async () => {
  const own = await world.anOrganization();
  const expected: string[] = [];
  for (let at = 0; at < 23; at += 1) {
    const batch = keys(1_000, `folder-${String(at).padStart(2, '0')}`);
    expected.push(...batch);
    await world.ingest(aBatch({ ...own, accepted: batch.map((each) => accepted(each)) }));
  }
  for (const format of ['JSON_LINES', 'PARQUET'] as const) {
    const rows = await rowsOf(own, 'ASSETS', format);
    expect(rows.map((row) => row.object_key)).toEqual(expected);
  }
});

test.each(['CSV', 'JSON_LINES', 'PARQUET'])('an empty dataset exports as an empty %s', async (format) => {
  const own = await world.anOrganization();
  const response = await subgraph.download((await linkTo(own, 'SKIPPED_FILES', format)).href);
  expect(response.status).toBe(200);
  const bytes = await response.arrayBuffer();
  if (format === 'PARQUET') expect(await parquetReadObjects({ file: bytes })).toEqual([]);
  else expect(new TextDecoder().decode(bytes).split('\r\n').filter(Boolean)).toHaveLength(format === 'CSV' ? 1 : 0);
});

test('the timestamps of a Parquet file are in UTC', async () => {
  const own = await world.anOrganization();
  const response = await subgraph.download((await linkTo(own, 'ASSETS', 'PARQUET')).href);
  const { schema } = parquetMetadata(await response.arrayBuffer());
  const times = schema.filter(({ name }) => name === 'last_modified' || name.endsWith('_at'));
  expect(times).toHaveLength(3);
  for (const { logical_type } of times) {
    expect(logical_type).toMatchObject({ type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' });
  }
});

test('a link leads to the gateway, names its file, and expires after a quarter of an hour', async () => {
  const own = await world.anOrganization();
  const link = await linkTo(own, 'ASSETS', 'PARQUET');
  expect(link.href).toMatch(/^https:\/\/gateway\.example\/downloads\/street-scenes-assets-2026-11-15\.parquet\?token=/);
  expect(link.filename).toBe('street-scenes-assets-2026-11-15.parquet');
  const started = world.clock.now;
  expect(new Date(link.expiresAt).getTime() - started.getTime()).toBe(15 * 60_000);
  const response = await subgraph.download(link.href);
  expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${link.filename}"`);
  expect(response.headers.get('cache-control')).toBe('private, no-store');
  await response.arrayBuffer();
  world.clock.now = new Date(started.getTime() + 15 * 60_000);
  expect((await subgraph.download(link.href)).status).toBe(410);
  world.clock.now = started;
});

test('a link that was altered, or whose dataset was deleted, downloads nothing', async () => {
  const own = await world.anOrganization();
  const { href } = await linkTo(own, 'ASSETS', 'CSV');
  const [before, token] = href.split('?token=');
  const [content, signature] = token.split('.');
  const other = JSON.parse(Buffer.from(content, 'base64url').toString());
  other.request.organizationId = 'another';
  const forged = Buffer.from(JSON.stringify(other)).toString('base64url');
  for (const bad of ['', content, `${content}.`, `${forged}.${signature}`, `${token}.x`, 'x'.repeat(20_000)]) {
    const response = await subgraph.download(`${before}?token=${bad}`);
    expect([403, 431]).toContain(response.status);
  }
  await world.deleteDataset(own.organizationId, own.datasetId);
  expect((await subgraph.download(href)).status).toBe(404);
});

test('a HEAD request gets the headers of a download without its body', async () => {
  const own = await world.anOrganization();
  const { href } = await linkTo(own, 'ASSETS', 'CSV');
  const response = await subgraph.download(href, { method: 'HEAD' });
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    'text/csv; charset=utf-8; header=present',
  ]);
  expect(await response.text()).toBe('');
});
