import { newId } from '@bucket-sync/shared/ids';
import { expect, test } from 'vitest';
import { aBatch, accepted, skipped } from '../../testing/builders.ts';
import { openSubgraphWorld } from '../support/subgraph-world.ts';

const { world, subgraph } = await openSubgraphWorld();

const CREATE = `
  mutation ($name: String!) {
    createDataset(name: $name) {
      __typename
      ... on Dataset { id name createdAt assetCount }
      ... on Problem { code message field }
    }
  }`;

test('the first dataset of a new organization is created with the default plan, and found by its id', async () => {
  const organizationId = newId();
  const { createDataset } = await subgraph.ask(organizationId, CREATE, { name: '  Straßen & Brücken ' });
  expect(createDataset).toEqual({
    __typename: 'Dataset',
    id: expect.any(String),
    name: 'Straßen & Brücken',
    createdAt: world.clock.now.toISOString(),
    assetCount: 0,
  });
  const { dataset, organization } = await subgraph.ask(
    organizationId,
    'query ($id: ID!) { dataset(id: $id) { name } organization { id name plan } }',
    createDataset,
  );
  expect(dataset).toEqual({ name: 'Straßen & Brücken' });
  expect(organization).toEqual({ id: organizationId, name: organizationId, plan: 'FREE' });
});

test.each([
  ['is empty', ''],
  ['is only spaces', ' \n\t '],
  ['has 101 characters', 'x'.repeat(101)],
  ['holds a line break', 'a\nb'],
  ['holds NUL', 'a\0b'],
])('a name that %s is a problem of the field name', async (_, name) => {
  const { createDataset } = await subgraph.ask(newId(), CREATE, { name });
  expect(createDataset).toEqual({
    __typename: 'Problem',
    code: 'INVALID_INPUT',
    message: expect.stringMatching(/^[A-Z].*\.$/),
    field: 'name',
  });
});

test('a name of 100 characters is accepted, however many bytes they have', async () => {
  const name = '\u{1F600}'.repeat(100);
  expect((await subgraph.ask(newId(), CREATE, { name })).createDataset).toMatchObject({ __typename: 'Dataset', name });
});

test('a viewer creates no dataset', async () => {
  const organizationId = newId();
  await expect(subgraph.ask(organizationId, CREATE, { name: 'x' }, 'VIEWER')).rejects.toMatchObject({
    code: 'FORBIDDEN',
  });
  expect(await subgraph.ask(organizationId, '{ datasets { id } }', {}, 'VIEWER')).toEqual({ datasets: [] });
});

test('datasets are listed newest first, each with the assets of all its connections', async () => {
  const own = await world.anOrganization();
  world.clock.now = new Date(world.clock.now.getTime() + 1);
  const second = (await subgraph.ask(own.organizationId, CREATE, { name: 'Second' })).createDataset;
  await world.ingest(aBatch({ ...own, connectionId: 'c1', accepted: [accepted('a'), accepted('b')] }));
  await world.ingest(aBatch({ ...own, connectionId: 'c2', accepted: [accepted('a')], skipped: [skipped('x')] }));
  const { datasets } = await subgraph.ask(own.organizationId, '{ datasets { id assetCount } }');
  expect(datasets).toEqual([
    { id: second.id, assetCount: 0 },
    { id: own.datasetId, assetCount: 3 },
  ]);
  const pages = `{ one: datasets(first: 1) { id } two: datasets(first: 1, after: "${second.id}") { id } }`;
  expect(await subgraph.ask(own.organizationId, pages)).toEqual({
    one: [{ id: second.id }],
    two: [{ id: own.datasetId }],
  });
});

test('a new organization has the default data rows', async () => {
  const id = newId();
  const { organization } = await subgraph.ask(id, '{ organization { dataRows { limit used remaining } } }');
  expect(organization.dataRows).toEqual({ limit: 1000, used: 0, remaining: 1000 });
  expect(await world.library.findOrganization(id)).toBeUndefined();
});

test('the counts of many connections are read with one statement', async () => {
  const own = await world.anOrganization();
  const ids = Array.from({ length: 30 }, (_, at) => `c${at}`);
  for (const connectionId of ids) await world.ingest(aBatch({ ...own, connectionId, accepted: [accepted('a')] }));
  const statements = countStatements();
  const { _entities } = await subgraph.ask(
    own.organizationId,
    `query ($representations: [_Any!]!) {
      _entities(representations: $representations) { ... on BucketConnection { assetCount skippedCount } } }`,
    { representations: ids.map((id) => ({ __typename: 'BucketConnection', id })) },
  );
  expect(_entities).toEqual(ids.map(() => ({ assetCount: 1, skippedCount: 0 })));
  expect(statements()).toBe(1);
});

/** Counts the queries of the pool from this call on. */
function countStatements(): () => number {
  let count = 0;
  world.pool.on('acquire', () => {
    count += 1;
  });
  return () => count;
}
