import { inTransaction, type Pool } from '@bucket-sync/shared/postgres';
import type { StoreDataset } from '../../domain/ports.ts';
import { insertOrganization, lockOrganization } from '../quota/organization-store.ts';
import { countDatasets, insertDataset } from './dataset-store.ts';

export function createDatasetStore(pool: Pool): StoreDataset {
  return (organization, dataset, most) =>
    inTransaction(pool, async (transaction) => {
      await insertOrganization(transaction, organization);
      // Without the lock, concurrent requests would all read the same count and exceed the limit.
      await lockOrganization(transaction, organization.id);
      if ((await countDatasets(transaction, organization.id)) >= most) return false;
      await insertDataset(transaction, organization.id, dataset);
      return true;
    });
}
