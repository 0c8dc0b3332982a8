import type { Queryable, Transaction } from '@bucket-sync/shared/postgres';
import type { Organization } from '../../domain/organization.ts';

/** Stores the organization unless it exists. */
export async function insertOrganization(db: Queryable, organization: Organization): Promise<void> {
  const { id, name, plan, dataRowsLimit } = organization;
  await db.query(insert, [id, name, plan, dataRowsLimit]);
}

/** Makes other transactions that lock the organization wait until this one has ended. */
export async function lockOrganization(transaction: Transaction, id: string): Promise<void> {
  await transaction.query('select from organizations where id = $1 for no key update', [id]);
}

/** Changes the given fields. @returns the organization as it is now, undefined when it does not exist */
export async function updateOrganization(
  db: Queryable,
  id: string,
  change: Partial<Omit<Organization, 'id'>>,
): Promise<Organization | undefined> {
  const { rows } = await db.query(update, [id, change.name, change.plan, change.dataRowsLimit]);
  return rows.map(toOrganization)[0];
}

export async function selectOrganization(db: Queryable, id: string): Promise<Organization | undefined> {
  const { rows } = await db.query(`${select} where id = $1`, [id]);
  return rows.map(toOrganization)[0];
}

/** Every organization, by id. Only the operator's command uses it. */
export async function selectOrganizations(db: Queryable): Promise<Organization[]> {
  const { rows } = await db.query(`${select} order by id`);
  return rows.map(toOrganization);
}

interface OrganizationRow {
  id: string;
  name: string;
  plan: Organization['plan'];
  data_rows_limit: number;
}

const toOrganization = (row: OrganizationRow): Organization => ({
  id: row.id,
  name: row.name,
  plan: row.plan,
  dataRowsLimit: row.data_rows_limit,
});

const insert = `
  insert into organizations (id, name, plan, data_rows_limit) values ($1, $2, $3, $4) on conflict (id) do nothing`;

const update = `
  update organizations
  set name = coalesce($2, name), plan = coalesce($3, plan), data_rows_limit = coalesce($4, data_rows_limit)
  where id = $1
  returning id, name, plan, data_rows_limit`;

const select = 'select id, name, plan, data_rows_limit from organizations';
