import type { Pool } from '@bucket-sync/shared/postgres';
import type { DeletionStore } from '../../domain/ports.ts';
import { hideDataset } from './deleted-datasets.ts';
import { deleteMarkedAssets, markAssets } from './marked-assets.ts';

/** Calls `onCommit` when a deletion and its messages are durable. */
export function createDeletionStore({ pool, onCommit }: { pool: Pool; onCommit: () => void }): DeletionStore {
  return {
    markAssets: (selection, expectedCount) => markAssets(pool, selection, expectedCount),
    async deleteMarkedAssets(dataset, now) {
      const portion = await deleteMarkedAssets(pool, dataset, now);
      onCommit();
      return portion;
    },
    async hideDataset(organizationId, datasetId, now) {
      const result = await hideDataset(pool, organizationId, datasetId, now);
      onCommit();
      return result;
    },
  };
}
