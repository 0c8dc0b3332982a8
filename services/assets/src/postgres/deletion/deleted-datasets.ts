import { datasetDeleted, REDELIVERY_DAYS } from '@bucket-sync/shared/contracts';
import { enqueue } from '@bucket-sync/shared/outbox';
import { deletePortion, inTransaction, type Pool } from '@bucket-sync/shared/postgres';
import type { DatasetName, HiddenDataset } from '../../domain/ports.ts';
import { EVENT_SOURCE } from '../event-source.ts';
import type { EachInTurn } from '../turns.ts';

/**
 * Hides a dataset without connections and announces its deletion. Its rows, also those of marked assets, are deleted by
 * `purgeDatasets` and counted no more.
 */
export function hideDataset(pool: Pool, organizationId: string, datasetId: string, now: Date): Promise<HiddenDataset> {
  return inTransaction(pool, async (transaction): Promise<HiddenDataset> => {
    const dataset = await transaction.query(lockDataset, [organizationId, datasetId]);
    if (dataset.rowCount === 0) return { state: 'MISSING' };
    const { rows } = await transaction.query(lockConnections, [organizationId, datasetId]);
    const connectionCount = rows.filter((row) => row.is_connected).length;
    if (connectionCount > 0) return { state: 'IN_USE', connectionCount };
    const assetCount = rows.reduce((sum, row) => sum + row.asset_count, 0);
    await transaction.query(setDeleted, [organizationId, datasetId, now]);
    await transaction.query(clearCounts, [organizationId, datasetId]);
    await enqueue(transaction, EVENT_SOURCE, datasetDeleted, [{ organizationId, datasetId, assetCount }]);
    return { state: 'HIDDEN' };
  });
}

const DAY_MS = 86_400_000;
const TABLES = ['asset_deletions', 'assets', 'skipped_files', 'former_assets'];

/**
 * Deletes a portion of the rows of each deleted dataset. A dataset without rows is deleted later, once no message about
 * it can be redelivered. The row stays while a connection names it: one was created while the dataset was deleted.
 */
export async function purgeDatasets(pool: Pool, eachInTurn: EachInTurn, now: Date): Promise<{ isMore: boolean }> {
  const before = new Date(now.getTime() - REDELIVERY_DAYS * DAY_MS);
  const { rows } = await pool.query(selectDeleted);
  const deleted = rows.map((row): DatasetName => ({ organizationId: row.organization_id, datasetId: row.id }));
  return eachInTurn(deleted, async ({ organizationId, datasetId }) => {
    let isMore = false;
    for (const table of TABLES) {
      const values = [organizationId, datasetId];
      const portion = await deletePortion(pool, table, 'organization_id = $1 and dataset_id = $2', values);
      isMore ||= portion.isMore;
    }
    if (!isMore) await pool.query(deleteEmpty, [organizationId, datasetId, before]);
    return { isMore };
  });
}

const selectDeleted = 'select organization_id, id from datasets where deleted_at is not null order by deleted_at';

const deleteEmpty = `
  delete from datasets
  where organization_id = $1 and id = $2 and deleted_at < $3
    and not exists (
      select from connections where organization_id = $1 and dataset_id = $2 and removed_at is null)`;

const lockDataset = `
  select from datasets where organization_id = $1 and id = $2 and deleted_at is null for update`;

const lockConnections = `
  select asset_count, removed_at is null as is_connected
  from connections
  where organization_id = $1 and dataset_id = $2
  order by id
  for update`;

const setDeleted = 'update datasets set deleted_at = $3 where organization_id = $1 and id = $2';

const clearCounts = `
  update connections set asset_count = 0, skipped_count = 0 where organization_id = $1 and dataset_id = $2`;
