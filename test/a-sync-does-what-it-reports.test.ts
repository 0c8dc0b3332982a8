import type { CustomerClients, GraphqlClient } from '@bucket-sync/dev-stack/system';
import { eventually } from '@bucket-sync/shared/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aBucket, connect, photoKey } from './support/buckets.ts';
import { faultsOf } from './support/faults.ts';
import { cancelSync, decideRemovals, type Run, settled, startSync, stored, sync } from './support/syncs.ts';
import { aCustomer, anOrganization } from './support/system.ts';

let customer: CustomerClients;
beforeAll(() => {
  customer = aCustomer();
});
afterAll(() => customer.close());

async function aConnectedBucket(photos: number, rows?: number) {
  const { client } = await anOrganization(rows);
  const bucket = await aBucket(customer);
  bucket.fill(photos);
  return { client, bucket, connection: await connect(client, customer, bucket.name) };
}

test('a second sync adds nothing and uses no data row; changed, new and removed files are counted apart', async () => {
  const { client, bucket, connection } = await aConnectedBucket(50);
  const first = await sync(client, connection.id);
  expect(first).toMatchObject({ state: 'SUCCEEDED', progress: { listed: 50, added: 50, unchanged: 0 } });

  const second = await sync(client, connection.id);
  expect(second).toMatchObject({ state: 'SUCCEEDED', progress: { listed: 50, added: 0, unchanged: 50, skipped: 0 } });
  expect(await stored(client, connection.datasetId)).toEqual({ assets: 50, skipped: 0, rowsUsed: 50 });

  bucket.copy('photo-2.jpg', photoKey(3));
  bucket.copy('orientation-6.jpg', 'phone.jpg');
  bucket.copy('photo-4.jpg', 'zoo.jpg');
  for (const n of [10, 11, 12]) bucket.remove(photoKey(n));
  const third = await sync(client, connection.id);
  expect(third.state).toBe('SUCCEEDED_WITH_SKIPS');
  expect(third.progress).toMatchObject({ listed: 49, unchanged: 46, updated: 1, added: 1, skipped: 1, removed: 3 });
  expect(third.progress.skippedByReason).toEqual([{ reason: 'EXIF_ORIENTATION', count: 1 }]);
  // A file that an earlier run skipped is still missing. The state stays SUCCEEDED_WITH_SKIPS without a new skip.
  const fourth = await sync(client, connection.id);
  expect(fourth).toMatchObject({ state: 'SUCCEEDED_WITH_SKIPS', progress: { unchanged: 49, leftOut: 1, skipped: 0 } });
  // An update uses no data row, and a removal returns none.
  expect(await stored(client, connection.datasetId)).toEqual({ assets: 48, skipped: 1, rowsUsed: 51 });
});

test('a run that would remove too many assets waits for a person, who may keep or remove them', async () => {
  const { client, bucket, connection } = await aConnectedBucket(40);
  await sync(client, connection.id);
  for (let n = 0; n < 30; n += 1) bucket.remove(photoKey(n));

  const held = await sync(client, connection.id);
  expect(held).toMatchObject({ state: 'HELD', progress: { removed: 0, unchanged: 10 } });
  expect((await stored(client, connection.datasetId)).assets).toBe(40);
  expect(await startSync(client, connection.id)).toMatchObject({ code: 'SYNC_ALREADY_RUNNING' });
  expect((await decideRemovals(client, held.id, 'KEEP')).state).toBe('SUCCEEDED');
  expect((await stored(client, connection.datasetId)).assets).toBe(40);

  const again = await sync(client, connection.id);
  expect(again.state).toBe('HELD');
  await decideRemovals(client, again.id, 'REMOVE');
  expect(await settled(client, again.id)).toMatchObject({ state: 'SUCCEEDED', progress: { removed: 30 } });
  expect((await stored(client, connection.datasetId)).assets).toBe(10);
  expect(await decideRemovals(client, again.id, 'REMOVE')).toMatchObject({ code: 'NOT_ALLOWED_NOW', field: 'runId' });
});

test('data rows are never exceeded; deferred files are added without a request once rows are free', async () => {
  const { client, connection } = await aConnectedBucket(30, 20);
  const first = await sync(client, connection.id);
  expect(first.state).toBe('SUCCEEDED_WITH_SKIPS');
  expect(first.progress).toMatchObject({ added: 20, skipped: 10 });
  expect(first.progress.skippedByReason).toEqual([{ reason: 'QUOTA_EXCEEDED', count: 10 }]);
  expect(await stored(client, connection.datasetId)).toEqual({ assets: 20, skipped: 10, rowsUsed: 20 });
  const { previewSync } = await client.request<{ previewSync: object }>(
    `query ($id: ID!) { previewSync(connectionId: $id) { ... on SyncPreview {
      newCount unchangedCount retriedCount dataRowsNeeded dataRowsLeft
    } } }`,
    { id: connection.id },
  );
  expect(previewSync).toEqual({
    newCount: 0,
    unchangedCount: 30,
    retriedCount: 10,
    dataRowsNeeded: 10,
    dataRowsLeft: 0,
  });

  const second = await sync(client, connection.id);
  expect(second.progress).toMatchObject({ added: 0, unchanged: 20, skipped: 10 });
  expect((await stored(client, connection.datasetId)).rowsUsed).toBe(20);
});

test('a cancelled run stops within five seconds, and the next one finishes the work', async () => {
  const { client, bucket, connection } = await aConnectedBucket(2_000);
  const faults = faultsOf(bucket.name);
  // Half of the objects wait, so the run goes on while the others are added.
  await faults.failWithin('img-01');
  const run = await startSync(client, connection.id);
  await eventually(async () => expect((await stored(client, connection.datasetId)).assets).toBeGreaterThan(0));
  expect((await cancelSync(client, run.id)).state).toBe('CANCELLED');
  await faults.clear();
  const atOnce = (await stored(client, connection.datasetId)).assets;
  let last = -1;
  let changedAt = performance.now();
  await eventually(
    async () => {
      const { assets } = await stored(client, connection.datasetId);
      if (assets !== last) changedAt = performance.now();
      last = assets;
      // Between two batches the count stands still for a moment too.
      expect(performance.now() - changedAt).toBeGreaterThan(1_000);
    },
    { withinMs: 5_000 },
  );
  expect(last).toBeGreaterThanOrEqual(atOnce);
  expect(last).toBeLessThan(2_000);
  const next = await sync(client, connection.id);
  expect(next.state).toBe('SUCCEEDED');
  expect(await stored(client, connection.datasetId)).toEqual({ assets: 2_000, skipped: 0, rowsUsed: 2_000 });
});

test('progress starts with the current state, grows in sequence and adds up until the end', async () => {
  const { client, connection } = await aConnectedBucket(600);
  const run = await startSync(client, connection.id);
  const seen = await collect(client, run.id);
  const sequences = seen.map(({ progress }) => progress.sequence);
  expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => a - b));
  for (const { progress: p } of seen) {
    expect(p.listed).toBe(p.unchanged + p.waiting + p.added + p.updated + p.skipped);
  }
  expect(seen.at(-1)).toMatchObject({ state: 'SUCCEEDED', progress: { added: 600 } });
  // A late subscriber receives the final state at once.
  expect((await collect(client, run.id)).map(({ state }) => state)).toEqual(['SUCCEEDED']);
});

async function collect(client: GraphqlClient, runId: string): Promise<Run[]> {
  const query = `subscription ($runId: ID!) {
    syncProgress(runId: $runId) { id state progress { sequence listed unchanged waiting added updated skipped } }
  }`;
  const seen: Run[] = [];
  for await (const event of client.subscribe<{ syncProgress: Run }>(query, { runId })) seen.push(event.syncProgress);
  return seen;
}

test('a subscriber to the organization receives the runs in flight at once, and then every new run', async () => {
  const { client, bucket, connection } = await aConnectedBucket(40);
  await sync(client, connection.id);
  for (let n = 0; n < 30; n += 1) bucket.remove(photoKey(n));
  const held = await sync(client, connection.id);
  const seen: Run[] = [];
  for await (const { syncActivity: run } of client.subscribe<{ syncActivity: Run }>(
    'subscription { syncActivity { id state connection { name } } }',
    {},
  )) {
    seen.push(run);
    if (seen.length === 1) await decideRemovals(client, held.id, 'REMOVE');
    if (run.state === 'SUCCEEDED') break;
  }
  expect(seen[0]).toMatchObject({ id: held.id, state: 'HELD', connection: { name: 'test' } });
});

test('a preview shows what a sync would do and how many data rows it needs, fixed files included', async () => {
  const { client, bucket, connection } = await aConnectedBucket(30, 1_000);
  bucket.copy('orientation-6.jpg', 'phone.jpg');
  bucket.copy('clip.mp4', 'clips/a.mp4');
  const preview = async () => {
    const { previewSync } = await client.request<{ previewSync: Record<string, unknown> }>(
      `query ($id: ID!) { previewSync(connectionId: $id) { ... on SyncPreview {
        objectCount isComplete imageCount videoCount otherCount sampleKeys
        newCount changedCount unchangedCount missingCount dataRowsNeeded dataRowsLeft
      } ... on Problem { code message } } }`,
      { id: connection.id },
    );
    return previewSync;
  };
  const before = await preview();
  expect(before).toMatchObject({ objectCount: 32, isComplete: true, imageCount: 31, videoCount: 1, newCount: 32 });
  expect(before).toMatchObject({ dataRowsNeeded: 32, dataRowsLeft: 1_000 });
  expect(before.sampleKeys).toHaveLength(20);
  await sync(client, connection.id);

  bucket.copy('photo-2.jpg', 'phone.jpg');
  bucket.copy('photo-3.jpg', photoKey(0));
  bucket.remove(photoKey(1));
  expect(await preview()).toMatchObject({
    newCount: 0,
    changedCount: 2,
    unchangedCount: 29,
    missingCount: 1,
    dataRowsNeeded: 1,
    dataRowsLeft: 969,
  });
  const run = await sync(client, connection.id);
  expect(run.progress).toMatchObject({ added: 1, updated: 1, removed: 1 });
  expect((await stored(client, connection.datasetId)).rowsUsed).toBe(32);
});
