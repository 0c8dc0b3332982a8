import { createKeyedLimit } from '@bucket-sync/shared/limits';
import type { Pool } from '@bucket-sync/shared/postgres';
import type { DeletionStore } from '../../domain/ports.ts';
import { hideDataset } from './deleted-datasets.ts';
import { deleteMarkedAssets, markAssets } from './marked-assets.ts';

/**
 * Database connections of one organization, whose deletions wait for each other's locks. Marking 300,000 assets takes
 * 3 s, and twelve at once held all connections: no asset of any organization was stored for 40 s.
 */
const CONNECTIONS_OF_AN_ORGANIZATION = { inFlight: 2, waiting: 1_500 };

/** Calls `onCommit` when a deletion and its messages are durable. */
export function createDeletionStore({ pool, onCommit }: { pool: Pool; onCommit: () => void }): DeletionStore {
  const ofOrganizations = createKeyedLimit(CONNECTIONS_OF_AN_ORGANIZATION);
  return {
    markAssets: (selection, expectedCount) =>
      ofOrganizations.run(selection.organizationId, () => markAssets(pool, selection, expectedCount)),
    async deleteMarkedAssets(dataset, now) {
      const portion = await ofOrganizations.run(dataset.organizationId, () => deleteMarkedAssets(pool, dataset, now));
      onCommit();
      return portion;
    },
    async hideDataset(organizationId, datasetId, now) {
      const hide = () => hideDataset(pool, organizationId, datasetId, now);
      const result = await ofOrganizations.run(organizationId, hide);
      onCommit();
      return result;
    },
  };
}
