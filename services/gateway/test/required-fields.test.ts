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
      Query: { bucketConnections: () => ['c1', 'c2'].map(bucketOf) },
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

// Federation has had faults with @requires on a field that takes arguments; repairScript is such a field.
test('a script is made from the bucket of its own connection, and for the reason it was asked for', async () => {
  const { body } = await gateway.ask(
    `query ($reason: SkipReason) {
      bucketConnections { one: repairScript(reason: CORRUPT) all: repairScript }
      syncRun(id: "r1") { connection { repairScript(reason: $reason) } }
    }`,
    { variables: { reason: 'EMPTY' } },
  );
  expect(body).toEqual({
    data: {
      bucketConnections: [
        { one: 'bucket-c1 train/ eu-west-1 CORRUPT', all: 'bucket-c1 train/ eu-west-1 all' },
        { one: 'bucket-c2 train/ eu-west-1 CORRUPT', all: 'bucket-c2 train/ eu-west-1 all' },
      ],
      syncRun: { connection: { repairScript: 'bucket-c3 train/ eu-west-1 EMPTY' } },
    },
  });
});
