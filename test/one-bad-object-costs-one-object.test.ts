import type { CustomerClients, GraphqlClient } from '@bucket-sync/dev-stack/system';
import { eventually } from '@bucket-sync/shared/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aBucket, connect, photoKey } from './support/buckets.ts';
import { faultsOf } from './support/faults.ts';
import { type Run, settled, startSync, stored, sync } from './support/syncs.ts';
import { aCustomer, anOrganization } from './support/system.ts';

let customer: CustomerClients;
beforeAll(() => {
  customer = aCustomer();
});
afterAll(() => customer.close());

async function aConnectedBucket(photos: number) {
  const { client } = await anOrganization();
  const bucket = await aBucket(customer);
  bucket.fill(photos);
  return { client, bucket, connection: await connect(client, customer, bucket.name) };
}

const runOf = async (client: GraphqlClient, id: string) =>
  (
    await client.request<{ syncRun: Run & { progress: { waitingFor: string | null; secondsLeft: number | null } } }>(
      `query ($id: ID!) { syncRun(id: $id) {
        id state progress { listed waiting added skipped skippedByReason { reason count } waitingFor secondsLeft }
      } }`,
      { id },
    )
  ).syncRun;

async function detailOf(client: GraphqlClient, datasetId: string, key: string): Promise<string | undefined> {
  const { dataset } = await client.request<{
    dataset: { skippedFiles: { edges: { node: { objectKey: string; detail: string } }[] } };
  }>(`query ($id: ID!) { dataset(id: $id) { skippedFiles(first: 100) { edges { node { objectKey detail } } } } }`, {
    id: datasetId,
  });
  return dataset.skippedFiles.edges.find(({ node }) => node.objectKey === key)?.node.detail;
}

// Each test waits for the pauses between rounds, so they run at the same time.
describe.concurrent('an object that S3 cannot deliver', () => {
  test('keys that S3 cannot deliver are skipped by name, and delay no other key and no other customer', async () => {
    const { client, bucket, connection } = await aConnectedBucket(300);
    const other = await aConnectedBucket(6);
    const faults = faultsOf(bucket.name);
    await faults.fail('internal-error', photoKey(5));
    await faults.fail('hang', photoKey(6));
    await faults.fail('reset-in-body', photoKey(280));

    const { id } = await startSync(client, connection.id);
    const beside = await sync(other.client, other.connection.id);
    expect(beside).toMatchObject({ state: 'SUCCEEDED', progress: { added: 6 } });
    await eventually(async () => expect((await stored(client, connection.datasetId)).assets).toBe(297));
    const { progress } = await eventually(async () => {
      const running = await runOf(client, id);
      expect(running).toMatchObject({ state: 'RUNNING', progress: { waiting: 3, secondsLeft: null } });
      return running;
    });
    expect(progress.waitingFor).toMatch(/^AWS (answers|does not deliver) .*img-00\d+\.jpg.*; trying again$/);

    const ended = await settled(client, id, 90_000);
    expect(ended).toMatchObject({ state: 'SUCCEEDED_WITH_SKIPS', progress: { added: 297, skipped: 3 } });
    expect(ended.progress.skippedByReason).toEqual([{ reason: 'READ_FAILED', count: 3 }]);
    expect(await detailOf(client, connection.datasetId, photoKey(5))).toMatch(/500 InternalError, request id \w+/);
    expect(await detailOf(client, connection.datasetId, photoKey(6))).toMatch(/no complete answer within \d+ seconds/);

    await faults.clear();
    expect(await sync(client, connection.id)).toMatchObject({
      state: 'SUCCEEDED',
      progress: { added: 3, unchanged: 297 },
    });
  }, 180_000);

  test('when every second key fails permanently, the other keys are added', async () => {
    const { client, bucket, connection } = await aConnectedBucket(100);
    const faults = faultsOf(bucket.name);
    for (let n = 0; n < 100; n += 2) await faults.fail('internal-error', photoKey(n));
    const { id } = await startSync(client, connection.id);
    const ended = await settled(client, id, 120_000);
    expect(ended).toMatchObject({ state: 'SUCCEEDED_WITH_SKIPS', progress: { added: 50, skipped: 50 } });
  }, 180_000);

  test('while all reads of a bucket fail, nothing is skipped; the run continues once they succeed', async () => {
    const { client, bucket, connection } = await aConnectedBucket(2_000);
    const faults = faultsOf(bucket.name);
    // Half of the objects wait, so the run goes on while the others are added.
    await faults.failWithin('img-01');
    const { id } = await startSync(client, connection.id);
    await eventually(async () => expect((await stored(client, connection.datasetId)).assets).toBeGreaterThan(0));
    await faults.fail('internal-error');
    await eventually(
      async () => {
        const { progress } = await runOf(client, id);
        expect(progress).toMatchObject({ listed: 2_000, skipped: 0, secondsLeft: null });
        expect(progress.waitingFor).toMatch(/^AWS answers 500 InternalError/);
      },
      { withinMs: 30_000 },
    );
    await faults.clear();
    expect(await settled(client, id, 120_000)).toMatchObject({ state: 'SUCCEEDED', progress: { added: 2_000 } });
  }, 180_000);
});
