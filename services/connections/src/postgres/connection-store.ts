import { connectionCreated, connectionRemoved, connectionUpdated } from '@bucket-sync/shared/contracts';
import { isId } from '@bucket-sync/shared/ids';
import { enqueue } from '@bucket-sync/shared/outbox';
import { inTransaction, type Pool } from '@bucket-sync/shared/postgres';
import type { ConnectionStore } from '../domain/ports.ts';
import { asConnection, insertPending, newValues, selectConnections } from './connection-row.ts';
import { EVENT_SOURCE } from './event-source.ts';

export function createConnectionStore(pool: Pool, afterCommit: () => void): ConnectionStore {
  return {
    async find(organizationId, id) {
      if (!isId(id)) return undefined;
      const { rows } = await pool.query(selectOne, [organizationId, id]);
      return rows[0] && asConnection(rows[0]);
    },

    async list(organizationId, datasetId) {
      if (datasetId !== null && !isId(datasetId)) return [];
      const { rows } = await pool.query(selectMany, [organizationId, datasetId]);
      return rows.map(asConnection);
    },

    async findMany(organizationId, ids) {
      const { rows } = await pool.query(selectByIds, [organizationId, ids.filter(isId)]);
      return rows.map(asConnection);
    },

    async findReferenced(organizationId, ids) {
      const { rows } = await pool.query(selectReferenced, [organizationId, ids.filter(isId)]);
      return rows.map(asConnection);
    },

    async hasFilled(organizationId, datasetId, bucketName) {
      const { rowCount } = await pool.query(selectFilled, [organizationId, datasetId, bucketName]);
      return rowCount === 1;
    },

    async findOtherOfRole({ organizationId, id, roleArn }) {
      if (roleArn === null) return undefined;
      const { rows } = await pool.query(selectOtherOfRole, [organizationId, id, roleArn]);
      return rows[0]?.name;
    },

    async insertPending(connection, limit) {
      const { organizationId } = connection;
      return inTransaction(pool, async (transaction) => {
        await transaction.query(lockOrganization, [organizationId]);
        const { rowCount } = await transaction.query(insertPending, [organizationId, limit, ...newValues(connection)]);
        return rowCount === 1;
      });
    },

    async publish({ id, organizationId, datasetId, name, bucket, includePatterns, excludePatterns }) {
      const described = {
        name,
        ...bucket,
        includePatterns: [...includePatterns],
        excludePatterns: [...excludePatterns],
      };
      await inTransaction(pool, async (transaction) => {
        await transaction.query(markReady, [organizationId, id]);
        await enqueue(transaction, EVENT_SOURCE, connectionCreated, [
          { organizationId, connectionId: id, datasetId, ...described },
        ]);
      });
      afterCommit();
    },

    async deletePending(id) {
      await pool.query(deletePending, [id]);
    },

    async update(organizationId, id, { name, location, includePatterns, excludePatterns }) {
      const { bucketName, prefix, region } = location?.bucket ?? {};
      const updated = await inTransaction(pool, async (transaction) => {
        const { rows } = await transaction.query(update, [
          organizationId,
          id,
          name,
          bucketName,
          prefix,
          region,
          location?.notices,
          includePatterns,
          excludePatterns,
        ]);
        if (rows.length === 0) return false;
        await enqueue(transaction, EVENT_SOURCE, connectionUpdated, [{ organizationId, connectionId: id, ...rows[0] }]);
        return true;
      });
      afterCommit();
      return updated;
    },

    async markSynced({ organizationId, id, bucket }) {
      const { bucketName, prefix, region } = bucket;
      const { rowCount } = await pool.query(markSynced, [organizationId, id, bucketName, prefix, region]);
      return rowCount === 1;
    },

    async remove({ organizationId, id, datasetId }) {
      const removed = await inTransaction(pool, async (transaction) => {
        const { rowCount } = await transaction.query(markRemoved, [organizationId, id]);
        if (rowCount === 0) return false;
        await enqueue(transaction, EVENT_SOURCE, connectionRemoved, [{ organizationId, connectionId: id, datasetId }]);
        return true;
      });
      afterCommit();
      return removed;
    },

    async markPrincipalRemoved(id) {
      await pool.query(markPrincipalRemoved, [id]);
    },

    async leftoverPrincipals(limit) {
      const { rows } = await pool.query(selectLeftovers, [limit]);
      return rows.map((row) => ({ id: row.id, principalArn: row.principal_arn, isPending: row.is_pending }));
    },
  };
}

const isSeen = `principal_state = 'READY' and removed_at is null`;

const selectOne = `${selectConnections} where organization_id = $1 and connections.id = $2 and ${isSeen}`;

const selectMany = `
  ${selectConnections}
  where organization_id = $1 and ($2::text is null or dataset_id = $2) and ${isSeen}
  order by connections.id desc`;

const selectByIds = `
  ${selectConnections} where organization_id = $1 and connections.id = any($2::uuid[]) and ${isSeen}`;

const selectReferenced = `
  ${selectConnections}
  where organization_id = $1 and connections.id = any($2::uuid[]) and principal_state <> 'PENDING'`;

const selectFilled = `
  select from connections
  where organization_id = $1 and dataset_id = $2 and bucket_name = $3
    and removed_at is not null and first_synced_at is not null
  limit 1`;

const selectOtherOfRole = `
  select name from connections
  where organization_id = $1 and id <> $2 and role_arn = $3 and ${isSeen}
  order by id
  limit 1`;

/** Two connections created at the same time must not both be the last one below the limit. */
const lockOrganization = `select pg_advisory_xact_lock(hashtextextended('connections of ' || $1, 0))`;

const markReady = `update connections set principal_state = 'READY' where organization_id = $1 and id = $2`;

const deletePending = `delete from connections where id = $1 and principal_state = 'PENDING'`;

/** The location is given whole or not at all. */
const update = `
  update connections
  set name = coalesce($3, name), bucket_name = coalesce($4, bucket_name), prefix = coalesce($5, prefix),
    region = coalesce($6, region), notices = coalesce($7, notices),
    include_patterns = coalesce($8, include_patterns), exclude_patterns = coalesce($9, exclude_patterns),
    health_check_id = case when $4::text is null then health_check_id end,
    policies_changed = policies_changed or bucket_name <> coalesce($4, bucket_name) or prefix <> coalesce($5, prefix)
  where organization_id = $1 and id = $2 and ${isSeen} and ($4::text is null or first_synced_at is null)
  returning dataset_id as "datasetId", name, bucket_name as "bucketName", prefix, region,
    include_patterns as "includePatterns", exclude_patterns as "excludePatterns"`;

const markSynced = `
  update connections set first_synced_at = coalesce(first_synced_at, now())
  where organization_id = $1 and id = $2 and ${isSeen} and bucket_name = $3 and prefix = $4 and region = $5`;

const markRemoved = `
  update connections set removed_at = now(), role_arn = null, next_check_at = null
  where organization_id = $1 and id = $2 and ${isSeen}`;

const markPrincipalRemoved = `
  update connections set principal_state = 'REMOVED' where id = $1 and removed_at is not null`;

const selectLeftovers = `
  select id, principal_arn, principal_state = 'PENDING' as is_pending
  from connections
  where (principal_state = 'PENDING' and created_at < now() - interval '10 minutes')
    or (principal_state = 'READY' and removed_at is not null)
  order by random()
  limit $1`;
