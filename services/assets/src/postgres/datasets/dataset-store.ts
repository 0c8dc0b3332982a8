import { prepared, type Queryable } from '@bucket-sync/shared/postgres';
import { type Dataset, MAX_LISTED_DATASETS } from '../../domain/dataset.ts';

export async function insertDataset(db: Queryable, organizationId: string, dataset: Dataset): Promise<void> {
  await db.query(insert, [dataset.id, organizationId, dataset.name, dataset.createdAt]);
}

export async function countDatasets(db: Queryable, organizationId: string): Promise<number> {
  const { rows } = await db.query(countAll, [organizationId]);
  return rows[0].count;
}

/** True for a dataset of the organization, deleted or not. */
export async function isOwnDataset(db: Queryable, organizationId: string, id: string): Promise<boolean> {
  const { rowCount } = await db.query(selectOwn, [organizationId, id]);
  return rowCount === 1;
}

/** The datasets of the organization, newest first. */
export async function selectDatasets(db: Queryable, organizationId: string): Promise<Dataset[]> {
  const { rows } = await db.query(selectAll, [organizationId]);
  return rows.map(toDataset);
}

/** The organization's own datasets among these, by id. @param ids UUIDs */
export async function selectDatasetsById(
  db: Queryable,
  organizationId: string,
  ids: readonly string[],
): Promise<Map<string, Dataset>> {
  const { rows } = await db.query(selectById, [organizationId, ids]);
  return new Map(rows.map((row) => [row.id, toDataset(row)]));
}

/** As `selectDatasetsById`, and also those that were deleted. */
export async function selectReferencedDatasets(
  db: Queryable,
  organizationId: string,
  ids: readonly string[],
): Promise<Map<string, Dataset>> {
  const { rows } = await db.query(selectReferenced, [organizationId, ids]);
  return new Map(rows.map((row) => [row.id, { ...toDataset(row), isDeleted: row.is_deleted }]));
}

const toDataset = (row: { id: string; name: string; created_at: Date }): Dataset => ({
  id: row.id,
  name: row.name,
  createdAt: row.created_at,
});

const insert = 'insert into datasets (id, organization_id, name, created_at) values ($1, $2, $3, $4)';

const selectAll = `
  select id, name, created_at
  from datasets
  where organization_id = $1 and deleted_at is null
  order by id desc
  limit ${MAX_LISTED_DATASETS}`;

const selectById = `
  select id, name, created_at
  from datasets
  where organization_id = $1 and id = any($2::uuid[]) and deleted_at is null`;

const selectReferenced = `
  select id, name, created_at, deleted_at is not null as is_deleted
  from datasets
  where organization_id = $1 and id = any($2::uuid[])`;

const countAll = 'select count(*) as count from datasets where organization_id = $1 and deleted_at is null';

const selectOwn = prepared('select from datasets where organization_id = $1 and id = $2');
