import { inTransaction, type Pool } from '@bucket-sync/shared/postgres';
import type { StoreDataset } from '../domain/ports.ts';
import { insertDataset } from './dataset-store.ts';
import { insertOrganization } from './organization-store.ts';

export function createDatasetStore(pool: Pool): StoreDataset {
  return (organization, dataset) =>
    inTransaction(pool, async (transaction) => {
      await insertOrganization(transaction, organization);
      await insertDataset(transaction, organization.id, dataset);
    });
}
