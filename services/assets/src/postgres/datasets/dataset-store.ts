import type { Queryable } from '@bucket-sync/shared/postgres';
import type { Dataset } from '../../domain/dataset.ts';

export async function insertDataset(db: Queryable, organizationId: string, dataset: Dataset): Promise<void> {
  await db.query(insert, [dataset.id, organizationId, dataset.name, dataset.createdAt]);
}

/** Every dataset of the organization, newest first. */
export async function selectDatasets(db: Queryable, organizationId: string): Promise<Dataset[]> {
  const { rows } = await db.query(selectAll, [organizationId]);
  return rows.map(toDataset);
}

/** By id, those that are the organization's own. @param ids UUIDs */
export async function selectDatasetsById(
  db: Queryable,
  organizationId: string,
  ids: readonly string[],
): Promise<Map<string, Dataset>> {
  const { rows } = await db.query(selectById, [organizationId, ids]);
  return new Map(rows.map((row) => [row.id, toDataset(row)]));
}

const toDataset = (row: { id: string; name: string; created_at: Date }): Dataset => ({
  id: row.id,
  name: row.name,
  createdAt: row.created_at,
});

const insert = 'insert into datasets (id, organization_id, name, created_at) values ($1, $2, $3, $4)';

const selectAll = 'select id, name, created_at from datasets where organization_id = $1 order by id desc';

const selectById = 'select id, name, created_at from datasets where organization_id = $1 and id = any($2::uuid[])';
