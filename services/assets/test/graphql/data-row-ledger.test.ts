import { expect, test } from 'vitest';
import { aBatch, accepted, aVideo, skipped } from '../../testing/builders.ts';
import { openSubgraphWorld } from '../support/subgraph-world.ts';

const { world, subgraph } = await openSubgraphWorld({ image: 1, video: 5 });

test('the ledger of the month says what was charged and what was waived, and the charges add up to used', async () => {
  const own = await world.anOrganization();
  const video = accepted('clip.mp4', { media: aVideo });
  await world.ingest(aBatch({ ...own, accepted: [video, accepted('a.jpg'), accepted('b.jpg')] }));
  await world.ingest(aBatch({ ...own, removed: ['a.jpg'], skipped: [skipped('clip.mp4', 'CORRUPT')] }));
  await world.ingest(aBatch({ ...own, accepted: [video, accepted('a.jpg')] }));
  const query = '{ organization { dataRows { used byReason { kind reason rows } } } }';
  const { organization } = await subgraph.ask(own.organizationId, query);
  expect(organization.dataRows).toEqual({
    used: 7,
    byReason: [
      { kind: 'CHARGE', reason: 'NEW', rows: 7 },
      { kind: 'WAIVER', reason: 'WITHDRAWN_RETURNED', rows: 5 },
      { kind: 'WAIVER', reason: 'RETURNED', rows: 1 },
    ],
  });
});

test('an asset lists its own entries over the months, newest first', async () => {
  const own = await world.anOrganization();
  await world.ingest(aBatch({ ...own, runId: 'run-1', accepted: [accepted('a.jpg'), accepted('b.jpg')] }));
  world.clock.now = new Date('2026-12-05T00:00:00Z');
  await world.ingest(aBatch({ ...own, runId: 'run-2', removed: ['a.jpg'] }));
  await world.ingest(aBatch({ ...own, runId: 'run-3', accepted: [accepted('a.jpg')] }));
  const query = `
    query ($id: ID!) {
      dataset(id: $id) {
        assets { edges { node { objectKey dataRowEntries { month kind reason rows objectKey runId } } } }
      }
    }`;
  const { dataset } = await subgraph.ask(own.organizationId, query, { id: own.datasetId });
  const ofA = { objectKey: 'a.jpg', rows: 1, kind: 'CHARGE' };
  const first = { month: '2026-11', runId: 'run-1', reason: 'NEW' };
  expect(dataset.assets.edges.map(({ node }: { node: object }) => node)).toEqual([
    {
      objectKey: 'a.jpg',
      dataRowEntries: [
        { ...ofA, month: '2026-12', runId: 'run-3', reason: 'RETURNED' },
        { ...ofA, ...first },
      ],
    },
    { objectKey: 'b.jpg', dataRowEntries: [{ ...ofA, ...first, objectKey: 'b.jpg' }] },
  ]);
});
