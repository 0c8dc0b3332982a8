import { connectionCreated, connectionRemoved } from '@bucket-sync/shared/contracts';
import { isId } from '@bucket-sync/shared/ids';
import { enqueue } from '@bucket-sync/shared/outbox';
import { inTransaction, type Pool } from '@bucket-sync/shared/postgres';
import type { ConnectionStore } from '../domain/ports.ts';
import { asConnection, selectConnections } from './connection-row.ts';

export const SOURCE = 'connections';

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

    async findOtherOfRole({ organizationId, id, roleArn }) {
      if (roleArn === null) return undefined;
      const { rows } = await pool.query(selectOtherOfRole, [organizationId, id, roleArn]);
      return rows[0]?.name;
    },

    async insertPending(connection) {
      const { id, organizationId, datasetId, name, bucket, notices, principalArn, externalId } = connection;
      await pool.query(insertPending, [
        id,
        organizationId,
        datasetId,
        name,
        bucket.bucketName,
        bucket.prefix,
        bucket.region,
        notices,
        principalArn,
        externalId,
      ]);
    },

    async publish({ id, organizationId, datasetId, name, bucket }) {
      await inTransaction(pool, async (transaction) => {
        await transaction.query(markReady, [organizationId, id]);
        await enqueue(transaction, SOURCE, connectionCreated, [
          { organizationId, connectionId: id, datasetId, name, ...bucket },
        ]);
      });
      afterCommit();
    },

    async deletePending(id) {
      await pool.query(deletePending, [id]);
    },

    async relocate(connection, bucket, notices) {
      const { organizationId, id } = connection;
      const { bucketName, prefix, region } = bucket;
      const { rowCount } = await pool.query(relocate, [organizationId, id, bucketName, prefix, region, notices]);
      return rowCount === 1;
    },

    async rename(organizationId, id, name) {
      await pool.query(rename, [organizationId, id, name]);
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
        await enqueue(transaction, SOURCE, connectionRemoved, [{ organizationId, connectionId: id, datasetId }]);
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

const selectByIds = `${selectConnections} where organization_id = $1 and connections.id = any($2::uuid[]) and ${isSeen}`;

const selectOtherOfRole = `
  select name from connections
  where organization_id = $1 and id <> $2 and role_arn = $3 and ${isSeen}
  order by id
  limit 1`;

const insertPending = `
  insert into connections (id, organization_id, dataset_id, name, bucket_name, prefix, region, notices, principal_arn,
    external_id, principal_state)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'PENDING')`;

const markReady = `update connections set principal_state = 'READY' where organization_id = $1 and id = $2`;

const deletePending = `delete from connections where id = $1 and principal_state = 'PENDING'`;

const relocate = `
  update connections
  set bucket_name = $3, prefix = $4, region = $5, notices = $6, health_check_id = null,
    policies_changed = policies_changed or bucket_name <> $3 or prefix <> $4
  where organization_id = $1 and id = $2 and ${isSeen} and first_synced_at is null`;

const rename = `update connections set name = $3 where organization_id = $1 and id = $2 and ${isSeen}`;

const markSynced = `
  update connections set first_synced_at = coalesce(first_synced_at, now())
  where organization_id = $1 and id = $2 and ${isSeen} and bucket_name = $3 and prefix = $4 and region = $5`;

const markRemoved = `
  update connections set removed_at = now(), role_arn = null, next_check_at = null
  where organization_id = $1 and id = $2 and ${isSeen}`;

const markPrincipalRemoved = `update connections set principal_state = 'REMOVED' where id = $1 and removed_at is not null`;

const selectLeftovers = `
  select id, principal_arn, principal_state = 'PENDING' as is_pending
  from connections
  where (principal_state = 'PENDING' and created_at < now() - interval '10 minutes')
    or (principal_state = 'READY' and removed_at is not null)
  order by created_at
  limit $1`;
