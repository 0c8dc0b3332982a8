import { expect, test } from 'vitest';
import { aBatch, keys, skipped } from '../../testing/builders.ts';
import { openSubgraphWorld } from '../support/subgraph-world.ts';

const { world, subgraph } = await openSubgraphWorld();

const keysOf = (files: { edges: { node: { objectKey: string } }[] }) => files.edges.map(({ node }) => node.objectKey);

test('skipped files are found by reason and by connection, page after page', async () => {
  const own = await world.anOrganization();
  const bad = keys(5).map((each) => skipped(each));
  await world.ingest(aBatch({ ...own, connectionId: 'c1', skipped: [...bad, skipped('z.txt', 'NOT_MEDIA')] }));
  await world.ingest(aBatch({ ...own, connectionId: 'c2', skipped: [skipped('a.txt', 'NOT_MEDIA')] }));
  const ask = async (variables: object) =>
    (
      await subgraph.ask(
        own.organizationId,
        `query ($id: ID!, $first: Int, $after: String, $filter: SkippedFileFilter) { dataset(id: $id) {
          skippedFiles(first: $first, after: $after, filter: $filter) {
            totalCount
            edges { node { objectKey reason detail sizeBytes bucketConnectionId } }
            pageInfo { hasNextPage endCursor }
          } } }`,
        { id: own.datasetId, ...variables },
      )
    ).dataset.skippedFiles;
  const text = await ask({ filter: { reason: 'NOT_MEDIA' } });
  expect([keysOf(text), text.totalCount]).toEqual([['a.txt', 'z.txt'], 2]);
  expect(keysOf(await ask({ filter: { reason: 'NOT_MEDIA', connectionId: 'c2' } }))).toEqual(['a.txt']);
  const first = await ask({ first: 4 });
  const second = await ask({ first: 4, after: first.pageInfo.endCursor });
  expect([...keysOf(first), ...keysOf(second)]).toEqual(['a.txt', ...keys(5), 'z.txt']);
  expect([first.totalCount, second.pageInfo.hasNextPage]).toEqual([7, false]);
  expect(second.edges[2].node).toEqual({
    objectKey: 'z.txt',
    reason: 'NOT_MEDIA',
    detail: 'found in z.txt',
    sizeBytes: 1000,
    bucketConnectionId: 'c1',
  });
});
