import { copyFileSync, linkSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createPool } from '@bucket-sync/shared/postgres';
import { silentLog } from '@bucket-sync/shared/testing';
import { accepted, seedAssets } from '../../../../services/assets/testing/index.ts';
import { aBucket, connect } from '../../../../test/support/buckets.ts';
import { aCustomer, clientOf, endpoints, stateFolder } from '../../../../test/support/system.ts';

const PHOTO = join(import.meta.dirname, '../../../../packages/dev-stack/sample/media/photo-1.jpg');

/** Hard links of one file. A file system allows 65,000 at most. */
const LINKS = 10_000;

export const assetName = (n: number) => `asset-${String(n).padStart(6, '0')}.jpg`;

/** A dataset of many assets. Each has a file in the bucket, and its row is stored without a sync. */
export async function aLargeDataset(organization: string, count: number): Promise<{ datasetId: string }> {
  const [customer, client] = [aCustomer(), await clientOf(organization)];
  const bucket = await aBucket(customer);
  const { id, datasetId } = await connect(client, customer, bucket.name);
  await client.close();
  const folder = join(stateFolder(), 'aws/buckets', bucket.name, 'objects');
  mkdirSync(folder, { recursive: true });
  for (let n = 0; n < count; n += 1) {
    const path = join(folder, assetName(n));
    if (n % LINKS === 0) copyFileSync(PHOTO, path);
    else linkSync(join(folder, assetName(n - (n % LINKS))), path);
  }
  const url = new URL(endpoints().databaseUrl);
  url.pathname = '/bucket_sync_assets';
  const pool = createPool({ url: url.href, log: silentLog(), size: 1 });
  const connection = { organizationId: organization, datasetId, connectionId: id, bucketName: bucket.name };
  const sizeBytes = bucket.bytes(assetName(0)).length;
  const files = Array.from({ length: count }, (_, n) => accepted(assetName(n), { sizeBytes }));
  await seedAssets(pool, connection, files);
  await pool.end();
  return { datasetId };
}
