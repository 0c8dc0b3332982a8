import { newId } from '@bucket-sync/shared/ids';
import { beforeAll, expect, test } from 'vitest';
import { aBatch, accepted, skipped } from '../../testing/builders.ts';
import { openSubgraphWorld } from '../support/subgraph-world.ts';

const { world, subgraph } = await openSubgraphWorld();
let owner: { organizationId: string; datasetId: string };
let stranger: { organizationId: string; datasetId: string };
let assetId: string;

beforeAll(async () => {
  owner = await world.anOrganization();
  stranger = await world.anOrganization();
  const files = { accepted: [accepted('a.jpg')], skipped: [skipped('b.jpg')] };
  await world.ingest(aBatch({ ...owner, connectionId: 'c1', runId: 'r1', ...files }));
  const assets = '{ datasets { assets { edges { node { id } } } } }';
  const { datasets } = await subgraph.ask(owner.organizationId, assets);
  assetId = datasets[0].assets.edges[0].node.id;
});

const ENTITIES = `
  query ($representations: [_Any!]!) {
    _entities(representations: $representations) {
      __typename
      ... on Asset { objectKey }
      ... on Dataset { assetCount assets { totalCount } skippedFiles { totalCount } }
      ... on Organization { name dataRows { used } }
      ... on BucketConnection { assetCount skippedCount }
      ... on SyncRun { skippedFiles { totalCount edges { node { objectKey } } } }
    }
  }`;

const everything = (ids: {
  dataset: string;
  asset: string;
  connection: string;
  run: string;
  organization: string;
}) => ({
  representations: [
    { __typename: 'Dataset', id: ids.dataset },
    { __typename: 'Asset', id: ids.asset },
    { __typename: 'BucketConnection', id: ids.connection },
    { __typename: 'SyncRun', id: ids.run },
    { __typename: 'Organization', id: ids.organization },
  ],
});

test('the owner finds everything by its id', async () => {
  const ids = {
    dataset: owner.datasetId,
    asset: assetId,
    connection: 'c1',
    run: 'r1',
    organization: owner.organizationId,
  };
  const { _entities } = await subgraph.ask(owner.organizationId, ENTITIES, everything(ids));
  expect(_entities).toEqual([
    { __typename: 'Dataset', assetCount: 1, assets: { totalCount: 1 }, skippedFiles: { totalCount: 1 } },
    { __typename: 'Asset', objectKey: 'a.jpg' },
    { __typename: 'BucketConnection', assetCount: 1, skippedCount: 1 },
    { __typename: 'SyncRun', skippedFiles: { totalCount: 1, edges: [{ node: { objectKey: 'b.jpg' } }] } },
    { __typename: 'Organization', name: 'Acme', dataRows: { used: 1 } },
  ]);
});

test('an id of another organization is answered exactly as an unknown id', async () => {
  const real = {
    dataset: owner.datasetId,
    asset: assetId,
    connection: 'c1',
    run: 'r1',
    organization: owner.organizationId,
  };
  const unknown = { dataset: newId(), asset: newId(), connection: newId(), run: newId(), organization: 'nobody' };
  const none = { dataset: 'x', asset: "'", connection: '%', run: '', organization: '' };
  const answers = await Promise.all(
    [real, unknown, none].map((ids) => subgraph.ask(stranger.organizationId, ENTITIES, everything(ids))),
  );
  expect(answers[0]).toEqual(answers[1]);
  expect(answers[0]).toEqual(answers[2]);
  expect(answers[0]._entities.slice(0, 2)).toEqual([null, null]);
  const byId = 'query ($dataset: ID!, $asset: ID!) { dataset(id: $dataset) { name } asset(id: $asset) { objectKey } }';
  for (const ids of [real, unknown, none]) {
    expect(await subgraph.ask(stranger.organizationId, byId, ids)).toEqual({ dataset: null, asset: null });
  }
});

test('an organization sees its own datasets and no others', async () => {
  const { datasets } = await subgraph.ask(stranger.organizationId, '{ datasets { id } }');
  expect(datasets).toEqual([{ id: stranger.datasetId }]);
});

test('a filter that names the connection of another organization finds nothing', async () => {
  const { dataset } = await subgraph.ask(
    stranger.organizationId,
    `query ($id: ID!) { dataset(id: $id) {
      assets(filter: { connectionId: "c1" }) { totalCount edges { node { id } } }
      skippedFiles(filter: { connectionId: "c1" }) { totalCount } } }`,
    { id: stranger.datasetId },
  );
  expect(dataset).toEqual({ assets: { totalCount: 0, edges: [] }, skippedFiles: { totalCount: 0 } });
});

test('a cursor of another organization opens none of its pages', async () => {
  const page = 'query ($id: ID!, $after: String) { dataset(id: $id) { assets(after: $after) { edges { cursor } } } }';
  const own = await subgraph.ask(owner.organizationId, page, { id: owner.datasetId });
  const after = own.dataset.assets.edges[0].cursor;
  const { dataset } = await subgraph.ask(stranger.organizationId, page, { id: owner.datasetId, after });
  expect(dataset).toBeNull();
});
