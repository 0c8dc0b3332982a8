import { createKeyedLimit } from '@bucket-sync/shared/limits';
import { inTransaction, type Pool } from '@bucket-sync/shared/postgres';
import type { StoreDataset } from '../../domain/ports.ts';
import { insertOrganization, lockOrganization } from '../quota/organization-store.ts';
import { countDatasets, insertDataset } from './dataset-store.ts';

/** Further requests of an organization wait here, so they hold no database connection while they wait for its lock. */
const CONNECTIONS_OF_AN_ORGANIZATION = { inFlight: 1, waiting: 1_500 };

export function createDatasetStore(pool: Pool): StoreDataset {
  const ofOrganizations = createKeyedLimit(CONNECTIONS_OF_AN_ORGANIZATION);
  return (organization, dataset, most) =>
    ofOrganizations.run(organization.id, () =>
      inTransaction(pool, async (transaction) => {
        await insertOrganization(transaction, organization);
        // Without the lock, concurrent requests would all read the same count and exceed the limit.
        await lockOrganization(transaction, organization.id);
        if ((await countDatasets(transaction, organization.id)) >= most) return false;
        await insertDataset(transaction, organization.id, dataset);
        return true;
      }),
    );
}
