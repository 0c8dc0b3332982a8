import { inTransaction, type Pool } from '@bucket-sync/shared/postgres';
import type { StoreDataset } from '../../domain/ports.ts';
import { insertOrganization } from '../quota/organization-store.ts';
import { insertDataset } from './dataset-store.ts';

export function datasetStore(pool: Pool): StoreDataset {
  return (organization, dataset) =>
    inTransaction(pool, async (transaction) => {
      await insertOrganization(transaction, organization);
      await insertDataset(transaction, organization.id, dataset);
    });
}
