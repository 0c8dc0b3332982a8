import { expect, test } from 'vitest';
import { aBatch, skipped } from '../../testing/builders.ts';
import type { AssetsWorld } from '../support/assets-world.ts';
import { openSubgraphWorld } from '../support/subgraph-world.ts';

const { world, subgraph } = await openSubgraphWorld();

type Own = Awaited<ReturnType<AssetsWorld['anOrganization']>>;

const SKIPPED = `
  query ($id: ID!, $filter: SkippedFileFilter) {
    dataset(id: $id) {
      skippedFiles(filter: $filter) { totalCount edges { node { objectKey bucketConnectionId } } }
      skippedByReason { reason count }
      export(content: SKIPPED_FILES, format: JSON_LINES) { href }
    }
  }`;
const CONNECTION = `
  query ($of: [_Any!]!) {
    _entities(representations: $of) { ... on BucketConnection { skippedCount repairScript } }
  }`;

/** Everything that shows the skipped files of a dataset, each file as "connection key". */
async function shown(own: Own, filter: object = {}) {
  const { dataset } = await subgraph.ask(own.organizationId, SKIPPED, { id: own.datasetId, filter });
  const { totalCount, edges } = dataset.skippedFiles;
  const text = await (await subgraph.download(dataset.export.href)).text();
  const exported = text.split('\n').filter(Boolean);
  return {
    totalCount,
    listed: edges.map(({ node }: { node: Record<string, string> }) => `${node.bucketConnectionId} ${node.objectKey}`),
    byReason: dataset.skippedByReason,
    exported: exported.map((line) => JSON.parse(line)).map((row) => `${row.connection_id} ${row.object_key}`),
  };
}

async function connection(own: Own, id: string) {
  const bucket = { bucketName: 'photos', prefix: '', region: 'eu-central-1' };
  const of = [{ __typename: 'BucketConnection', id, ...bucket }];
  return (await subgraph.ask(own.organizationId, CONNECTION, { of }))._entities[0];
}

test('skipped files of a removed connection are shown nowhere, at once', async () => {
  const own = await world.anOrganization();
  await world.ingest(aBatch({ ...own, connectionId: 'first', skipped: [skipped('a.jpg'), skipped('b.jpg')] }));
  await world.ingest(aBatch({ ...own, connectionId: 'other', skipped: [skipped('c.jpg')] }));
  expect((await connection(own, 'first')).repairScript).toContain('a.jpg');
  await world.markRemoved(own.organizationId, 'first');

  const left = { totalCount: 1, listed: ['other c.jpg'], byReason: [{ reason: 'EXIF_ORIENTATION', count: 1 }] };
  expect(await shown(own)).toEqual({ ...left, exported: ['other c.jpg'] });
  expect(await shown(own, { reason: 'EXIF_ORIENTATION' })).toMatchObject({ totalCount: 1, listed: ['other c.jpg'] });
  expect(await shown(own, { connectionId: 'first' })).toMatchObject({ totalCount: 0, listed: [] });
  const { skippedCount, repairScript } = await connection(own, 'first');
  expect(skippedCount).toBe(0);
  expect(repairScript).not.toContain('a.jpg');
  const counts = await world.library.countsOfDatasets(own.organizationId, [own.datasetId]);
  expect(counts.get(own.datasetId)).toEqual({ assets: 0, skipped: 1 });
});

test('a bucket that is connected again shows each skipped file once, even after late messages', async () => {
  const own = await world.anOrganization();
  const bucket = { ...own, bucketName: 'photos' };
  const bad = { skipped: [skipped('notes.txt', 'NOT_MEDIA')] };
  await world.ingest(aBatch({ ...bucket, connectionId: 'first', runId: 'r1', ...bad }));
  await world.markRemoved(own.organizationId, 'first');
  await world.ingest(aBatch({ ...bucket, connectionId: 'second', runId: 'r2', ...bad }));
  await world.ingest(aBatch({ ...bucket, connectionId: 'first', runId: 'r1', skipped: [skipped('late.jpg')] }));
  await world.markRemoved(own.organizationId, 'first');
  const once = ['second notes.txt'];
  const byReason = [{ reason: 'NOT_MEDIA', count: 1 }];
  expect(await shown(own)).toEqual({ totalCount: 1, listed: once, byReason, exported: once });
});
