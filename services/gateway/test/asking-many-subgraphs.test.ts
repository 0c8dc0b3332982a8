import { AppError } from '@bucket-sync/shared/errors';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startGateway, type TestGateway } from './support/gateway.ts';

const CONNECTION = { id: 'c1', name: 'Holiday', bucketName: 'holiday', datasetId: 'd1' };

/** The longest keys that S3 has, of characters that JSON writes with six bytes each. */
const HUNDRED_ODD_KEYS = Array.from({ length: 100 }, (_, index) => ({
  node: { id: `a${index}`, bucketConnectionId: 'c1', objectKey: '\u0001'.repeat(1_024), contentType: 'image/jpeg' },
}));

const pageOf = ({ assets }: { assets: object }) => assets;

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway({
    connections: {
      Query: {
        bucketConnection: (_: unknown, { id }: { id: string }) => (id === 'c1' ? CONNECTION : null),
        bucketConnections: () => {
          throw new Error('connect ECONNREFUSED db.internal:5432');
        },
      },
      BucketConnection: {
        __resolveReference: ({ id }: { id: string }) => ({ ...CONNECTION, id }),
        dataset: () => ({ __typename: 'Dataset', id: 'd1' }),
        externalId: () => null,
      },
      Asset: {
        __resolveReference: (asset: object) => asset,
        url: ({ objectKey }: { objectKey: string }) => ({ href: `https://bucket/${objectKey.length}` }),
      },
    },
    sync: {
      Query: {
        syncRun: (_: unknown, { id }: { id: string }) => {
          throw new AppError('NOT_FOUND', { what: `sync run ${id}` });
        },
      },
      BucketConnection: { lastSync: () => ({ id: 'r1', state: 'SUCCEEDED' }) },
    },
    assets: {
      Query: { dataset: () => ({ id: 'd1', assets: { edges: HUNDRED_ODD_KEYS } }) },
      Dataset: { __resolveReference: ({ id }: { id: string }) => ({ id, name: 'Beaches' }), assets: pageOf },
    },
  });
});
afterAll(() => gateway.stop());

test('one query is answered from several subgraphs', async () => {
  const { status, body } = await gateway.ask(
    'query ($id: ID!) { bucketConnection(id: $id) { name dataset { name } lastSync { id state } } }',
    { variables: { id: 'c1' } },
  );
  expect(status).toBe(200);
  expect(body).toEqual({
    data: {
      bucketConnection: { name: 'Holiday', dataset: { name: 'Beaches' }, lastSync: { id: 'r1', state: 'SUCCEEDED' } },
    },
  });
});

test('an error that the caller can fix keeps its code and message', async () => {
  const { body } = await gateway.ask('{ syncRun(id: "r9") { id } }');
  expect(body.data).toEqual({ syncRun: null });
  expect(body.errors).toEqual([
    { message: 'There is no sync run r9 by this id', path: ['syncRun'], extensions: { code: 'NOT_FOUND' } },
  ]);
});

test('any other error is INTERNAL with a correlation id, and reveals nothing of its cause', async () => {
  const { body } = await gateway.ask('{ bucketConnections { id } }');
  expect(body.errors?.[0]?.extensions).toEqual({ code: 'INTERNAL', correlationId: expect.any(String) });
  expect(JSON.stringify(body)).not.toMatch(/ECONNREFUSED|db\.internal|connections|127\.0\.0\.1|stack/);
});

test('a null that the schema does not allow is an error, not a success', async () => {
  const { body } = await gateway.ask('{ bucketConnection(id: "c1") { externalId } }');
  expect(body.data).toEqual({ bucketConnection: null });
  expect(body.errors?.[0]?.extensions.code).toBe('INTERNAL');
  expect(body.extensions).toBeUndefined();
});

test('a page of a hundred assets with the longest and oddest keys has its links', async () => {
  const { body } = await gateway.ask(
    '{ dataset(id: "d1") { assets(first: 100) { edges { node { url { href } } } } } }',
  );
  expect(body.errors).toBeUndefined();
  expect(body.data.dataset.assets.edges[99]).toEqual({ node: { url: { href: 'https://bucket/1024' } } });
});
