import { afterAll, beforeAll, expect, test } from 'vitest';
import { startGateway, type TestGateway } from './support/gateway.ts';

interface Bucket {
  id: string;
  bucketName: string;
  prefix: string;
  region: string;
}

let gateway: TestGateway;

beforeAll(async () => {
  const bucketOf = (id: string): Bucket => ({ id, bucketName: `bucket-${id}`, prefix: 'train/', region: 'eu-west-1' });
  gateway = await startGateway({
    connections: {
      Query: { bucketConnection: (_: unknown, { id }: { id: string }) => bucketOf(id) },
      BucketConnection: { __resolveReference: ({ id }: { id: string }) => bucketOf(id) },
    },
    sync: { Query: { syncRun: () => ({ id: 'r1', connection: { __typename: 'BucketConnection', id: 'c3' } }) } },
    assets: {
      BucketConnection: {
        __resolveReference: (connection: Bucket) => connection,
        repairScript: ({ bucketName, prefix, region }: Bucket, { reason }: { reason?: string }) =>
          [bucketName, prefix, region, reason ?? 'all'].join(' '),
      },
    },
  });
});
afterAll(() => gateway.stop());

// Federation has had bugs with @requires on a field that takes arguments. repairScript takes arguments.
test('a script is made for the bucket of its own connection, and for the requested reason', async () => {
  const scriptOf = async (query: string) => {
    const { body } = await gateway.ask(query, { variables: { reason: 'EMPTY' } });
    return body.data ?? body.errors;
  };
  const connection = (script: string) => `{ bucketConnection(id: "c1") { ${script} } }`;
  expect([
    await scriptOf(connection('one: repairScript(reason: CORRUPT)')),
    await scriptOf(connection('all: repairScript')),
    await scriptOf(
      'query ($reason: SkipReason) { syncRun(id: "r1") { connection { repairScript(reason: $reason) } } }',
    ),
  ]).toEqual([
    { bucketConnection: { one: 'bucket-c1 train/ eu-west-1 CORRUPT' } },
    { bucketConnection: { all: 'bucket-c1 train/ eu-west-1 all' } },
    { syncRun: { connection: { repairScript: 'bucket-c3 train/ eu-west-1 EMPTY' } } },
  ]);
});
