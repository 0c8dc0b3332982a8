import { HeadObjectCommand, PutBucketPolicyCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { type CustomerClients, type GraphqlClient, serviceDatabaseUrl } from '@bucket-sync/dev-stack/system';
import { createPool } from '@bucket-sync/shared/postgres';
import { silentLog } from '@bucket-sync/shared/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aBucket, connect, photoKey } from './support/buckets.ts';
import { decideRemovals, settled, startSync, stored, sync } from './support/syncs.ts';
import { aCustomer, anOrganization, endpoints } from './support/system.ts';

// Each test covers one row of docs/over-time.md on the real stack.

let customer: CustomerClients;
beforeAll(() => {
  customer = aCustomer();
});
afterAll(() => customer.close());

/** A synced bucket with `photos` photos. */
async function aSyncedBucket(photos: number) {
  const { client } = await anOrganization();
  const bucket = await aBucket(customer);
  bucket.fill(photos);
  const connection = await connect(client, customer, bucket.name);
  expect(await sync(client, connection.id)).toMatchObject({ state: 'SUCCEEDED', progress: { added: photos } });
  const ids = () => idsOf(client, connection.datasetId);
  const counts = () => stored(client, connection.datasetId);
  return { client, bucket, connection, ids, counts, before: await ids(), resync: () => sync(client, connection.id) };
}

/** The id of every asset of the dataset, by object key. */
async function idsOf(client: GraphqlClient, datasetId: string): Promise<Record<string, string>> {
  type Answer = { dataset: { assets: { edges: { node: { id: string; objectKey: string } }[] } } };
  const { dataset } = await client.request<Answer>(
    'query ($id: ID!) { dataset(id: $id) { assets(first: 100) { edges { node { id objectKey } } } } }',
    { id: datasetId },
  );
  return Object.fromEntries(dataset.assets.edges.map(({ node }) => [node.objectKey, node.id]));
}

async function preview(client: GraphqlClient, id: string) {
  const { previewSync } = await client.request<{ previewSync: Record<string, number> }>(
    `query ($id: ID!) { previewSync(connectionId: $id) { ... on SyncPreview {
      objectCount newCount missingCount excludedCount duplicateCount dataRowsNeeded
    } } }`,
    { id },
  );
  return previewSync;
}

const setExcluded = (client: GraphqlClient, id: string, excludePatterns: string[]) =>
  client.request(
    `mutation ($id: ID!, $input: UpdateBucketConnectionInput!) {
      updateBucketConnection(id: $id, input: $input) { ... on Problem { code message } }
    }`,
    { id, input: { excludePatterns } },
  );

test('forty files overwritten with invalid files hold the run; restored files use no data row', async () => {
  const { client, bucket, before, ids, counts, resync } = await aSyncedBucket(40);
  for (let n = 0; n < 40; n += 1) bucket.copy('orientation-6.jpg', photoKey(n));
  const held = await resync();
  expect(held).toMatchObject({ state: 'HELD', progress: { skipped: 0, waiting: 40 } });
  expect(await counts()).toEqual({ assets: 40, skipped: 0, rowsUsed: 40 });
  expect((await decideRemovals(client, held.id, 'KEEP')).state).toBe('SUCCEEDED');
  expect(await ids()).toEqual(before);

  const again = await resync();
  await decideRemovals(client, again.id, 'REMOVE');
  expect(await settled(client, again.id)).toMatchObject({
    state: 'SUCCEEDED_WITH_SKIPS',
    progress: { skipped: 40, withdrawn: 40, waiting: 0 },
  });
  expect(await counts()).toEqual({ assets: 0, skipped: 40, rowsUsed: 40 });

  bucket.fill(40);
  expect(await resync()).toMatchObject({ state: 'SUCCEEDED', progress: { added: 40 } });
  expect(await counts()).toEqual({ assets: 40, skipped: 0, rowsUsed: 40 });
  expect(await ids()).toEqual(before);
});

test('a folder that is moved as a whole keeps every asset, is not held and uses no data row', async () => {
  const { bucket, before, ids, counts, resync } = await aSyncedBucket(40);
  for (let n = 0; n < 40; n += 1) bucket.move(photoKey(n), `moved/${photoKey(n)}`);
  expect(await resync()).toMatchObject({
    state: 'SUCCEEDED',
    progress: { listed: 40, updated: 40, renamed: 40, added: 0, removed: 0 },
  });
  const moved = Object.fromEntries(Object.entries(before).map(([key, id]) => [`moved/${key}`, id]));
  expect(await ids()).toEqual(moved);
  expect((await counts()).rowsUsed).toBe(40);
  expect(await resync()).toMatchObject({ state: 'SUCCEEDED', progress: { unchanged: 40 } });
});

test('an object that is archived with the same ETag is withdrawn, and returns with its id', async () => {
  const { bucket, before, ids, counts, resync } = await aSyncedBucket(3);
  const put = (StorageClass: 'GLACIER' | 'STANDARD') => {
    const object = { Bucket: bucket.name, Key: photoKey(1), Body: bucket.bytes(photoKey(1)), StorageClass };
    return customer.s3.send(new PutObjectCommand(object));
  };
  const head = new HeadObjectCommand({ Bucket: bucket.name, Key: photoKey(1) });
  const etag = async () => (await customer.s3.send(head)).ETag;
  const etagBefore = await etag();
  await put('GLACIER');
  expect(await etag()).toBe(etagBefore);
  const archived = await resync();
  expect(archived.progress).toMatchObject({ unchanged: 2, skipped: 1, withdrawn: 1 });
  expect(archived.progress.skippedByReason).toEqual([{ reason: 'ARCHIVED', count: 1 }]);
  await put('STANDARD');
  expect(await resync()).toMatchObject({ state: 'SUCCEEDED', progress: { unchanged: 2, added: 1 } });
  expect(await ids()).toEqual(before);
  expect((await counts()).rowsUsed).toBe(3);
});

test('an unchanged file that can no longer be read is found and withdrawn', async () => {
  const { bucket, counts, resync } = await aSyncedBucket(3);
  const Resource = `arn:aws:s3:::${bucket.name}/${photoKey(1)}`;
  const Statement = [{ Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource }];
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
  await customer.s3.send(new PutBucketPolicyCommand({ Bucket: bucket.name, Policy }));
  expect((await resync()).progress).toMatchObject({
    unchanged: 2,
    withdrawn: 1,
    skippedByReason: [{ reason: 'READ_DENIED', count: 1 }],
  });
  expect(await counts()).toEqual({ assets: 2, skipped: 1, rowsUsed: 3 });
});

test('a file that is deleted and uploaded again keeps its id and uses no data row', async () => {
  const { bucket, before, ids, counts, resync } = await aSyncedBucket(3);
  bucket.remove(photoKey(1));
  expect((await resync()).progress).toMatchObject({ removed: 1 });
  bucket.fill(3);
  expect((await resync()).progress).toMatchObject({ added: 1 });
  expect(await ids()).toEqual(before);
  expect((await counts()).rowsUsed).toBe(3);
});

test('a preview reports a copy before the copy uses a data row', async () => {
  const { client, bucket, connection, counts, resync } = await aSyncedBucket(3);
  const object = { Bucket: bucket.name, Key: 'copy.jpg', Body: bucket.bytes(photoKey(1)) };
  await customer.s3.send(new PutObjectCommand(object));
  expect(await preview(client, connection.id)).toMatchObject({ newCount: 1, duplicateCount: 1, dataRowsNeeded: 1 });
  expect((await resync()).progress).toMatchObject({ added: 1, renamed: 0, unchanged: 3 });
  expect((await counts()).rowsUsed).toBe(4);
});

test('a file that a pattern excludes is removed, and uses no data row when it is included again', async () => {
  const { client, bucket, connection, before, ids, counts, resync } = await aSyncedBucket(3);
  bucket.copy('photo-2.jpg', 'tmp/never-charged.jpg');
  await setExcluded(client, connection.id, [photoKey(1), 'tmp/**']);
  expect(await preview(client, connection.id)).toMatchObject({
    objectCount: 4,
    excludedCount: 2,
    newCount: 0,
    missingCount: 1,
    dataRowsNeeded: 0,
  });
  expect((await resync()).progress).toMatchObject({ listed: 2, unchanged: 2, removed: 1, excluded: 2 });
  expect(await counts()).toEqual({ assets: 2, skipped: 0, rowsUsed: 3 });
  await setExcluded(client, connection.id, ['tmp/**']);
  expect((await resync()).progress).toMatchObject({ listed: 3, added: 1, excluded: 1 });
  expect(await ids()).toEqual(before);
  expect((await counts()).rowsUsed).toBe(3);
});

test('a sync limited to some reasons reads only the files skipped for these reasons', async () => {
  const { client, bucket, connection, counts, resync } = await aSyncedBucket(2);
  bucket.copy('orientation-6.jpg', 'turned.jpg');
  await resync();
  bucket.copy('photo-3.jpg', 'turned.jpg');
  bucket.copy('photo-3.jpg', 'new.jpg');
  bucket.remove(photoKey(0));
  const other = await startSync(client, connection.id, ['CORRUPT']);
  expect(await settled(client, other.id)).toMatchObject({ state: 'SUCCEEDED', progress: { listed: 0 } });
  const only = await startSync(client, connection.id, ['EXIF_ORIENTATION']);
  expect((await settled(client, only.id)).progress).toMatchObject({ listed: 1, added: 1, removed: 0 });
  expect(await counts()).toEqual({ assets: 3, skipped: 0, rowsUsed: 3 });
});

test('deleted assets return with the next sync and use no data row in the same month', async () => {
  const { client, connection, before, ids, counts, resync } = await aSyncedBucket(3);
  await client.request(
    `mutation ($id: ID!) {
      deleteAssets(datasetId: $id, filter: {}, expectedCount: 3) { ... on Problem { code message } }
    }`,
    { id: connection.datasetId },
  );
  // The files count as unchanged until the deletion has arrived.
  for (let tries = 0; (await counts()).assets < 3 && tries < 10; tries += 1) await resync();
  expect(await ids()).toEqual(before);
  expect((await counts()).rowsUsed).toBe(3);
});

test('after a restore of the database of sync, assets whose files are gone meanwhile are removed', async () => {
  const { bucket, connection, before, ids, resync } = await aSyncedBucket(3);
  await restoreSyncToBefore(connection.id);
  bucket.remove(photoKey(1));
  expect(await resync()).toMatchObject({ state: 'SUCCEEDED', progress: { unchanged: 2, added: 0, removed: 1 } });
  const { [photoKey(0)]: first, [photoKey(2)]: last } = before;
  expect(await ids()).toEqual({ [photoKey(0)]: first, [photoKey(2)]: last });
});

/** Makes sync forget what it knows of a bucket, as if its database were restored to before the first sync. */
async function restoreSyncToBefore(connectionId: string): Promise<void> {
  const pool = createPool({ url: serviceDatabaseUrl(endpoints().databaseUrl, 'sync'), log: silentLog() });
  for (const table of ['listed_ranges', 'known_objects']) {
    await pool.query(`delete from ${table} where connection_id = $1`, [connectionId]);
  }
  await pool.end();
}
