import { connectionCreated, connectionRemoved } from '@bucket-sync/shared/contracts';
import { isId } from '@bucket-sync/shared/ids';
import { enqueue } from '@bucket-sync/shared/outbox';
import { inTransaction, type Pool } from '@bucket-sync/shared/postgres';
import type { BucketLocation, Connection } from '../domain/connection.ts';
import { asConnection, selectConnections } from './connection-row.ts';

export const SOURCE = 'connections';

export interface NewConnection {
  id: string;
  organizationId: string;
  datasetId: string;
  name: string;
  bucket: BucketLocation;
  notices: readonly string[];
  principalArn: string;
  externalId: string;
}

/** Connections as rows. Every statement names the organization; what is being made or was removed is not seen. */
export function createConnectionStore(pool: Pool, afterCommit: () => void) {
  return {
    async find(organizationId: string, id: string): Promise<Connection | undefined> {
      if (!isId(id)) return undefined;
      const { rows } = await pool.query(selectOne, [organizationId, id]);
      return rows[0] && asConnection(rows[0]);
    },

    /** Newest first. */
    async list(organizationId: string, datasetId: string | null): Promise<Connection[]> {
      if (datasetId !== null && !isId(datasetId)) return [];
      const { rows } = await pool.query(selectMany, [organizationId, datasetId]);
      return rows.map(asConnection);
    },

    async findMany(organizationId: string, ids: readonly string[]): Promise<Connection[]> {
      const { rows } = await pool.query(selectByIds, [organizationId, ids.filter(isId)]);
      return rows.map(asConnection);
    },

    /** The name of another connection that uses the role of this one. */
    async findOtherOfRole({ organizationId, id, roleArn }: Connection): Promise<string | undefined> {
      if (roleArn === null) return undefined;
      const { rows } = await pool.query(selectOtherOfRole, [organizationId, id, roleArn]);
      return rows[0]?.name;
    },

    /** Writes the row before its principal is made, so that a crash leaves nothing in IAM that nobody knows of. */
    async insertPending(connection: NewConnection): Promise<void> {
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

    /** The principal exists: from now on the connection is seen, and others are told. */
    async publish({ id, organizationId, datasetId, name, bucket }: NewConnection): Promise<void> {
      await inTransaction(pool, async (transaction) => {
        await transaction.query(markReady, [organizationId, id]);
        await enqueue(transaction, SOURCE, connectionCreated, [
          { organizationId, connectionId: id, datasetId, name, ...bucket },
        ]);
      });
      afterCommit();
    },

    async deletePending(id: string): Promise<void> {
      await pool.query(deletePending, [id]);
    },

    /** @returns false where the first sync came before; then nothing was written */
    async relocate(connection: Connection, bucket: BucketLocation, notices: readonly string[]): Promise<boolean> {
      const { organizationId, id } = connection;
      const { bucketName, prefix, region } = bucket;
      const { rowCount } = await pool.query(relocate, [organizationId, id, bucketName, prefix, region, notices]);
      return rowCount === 1;
    },

    async rename(organizationId: string, id: string, name: string): Promise<void> {
      await pool.query(rename, [organizationId, id, name]);
    },

    /**
     * Remembers that a run began: from now on the bucket details stand.
     *
     * @returns false where they are not those of `connection` any more; then nothing was written
     */
    async markSynced({ organizationId, id, bucket }: Connection): Promise<boolean> {
      const { bucketName, prefix, region } = bucket;
      const { rowCount } = await pool.query(markSynced, [organizationId, id, bucketName, prefix, region]);
      return rowCount === 1;
    },

    /** @returns false where another was faster */
    async remove({ organizationId, id, datasetId }: Connection): Promise<boolean> {
      const removed = await inTransaction(pool, async (transaction) => {
        const { rowCount } = await transaction.query(markRemoved, [organizationId, id]);
        if (rowCount === 0) return false;
        await enqueue(transaction, SOURCE, connectionRemoved, [{ organizationId, connectionId: id, datasetId }]);
        return true;
      });
      afterCommit();
      return removed;
    },

    async markPrincipalRemoved(id: string): Promise<void> {
      await pool.query(markPrincipalRemoved, [id]);
    },

    /** Principals that nobody can need any more: half made 10 minutes ago, or of removed connections. */
    async leftoverPrincipals(limit: number): Promise<{ id: string; principalArn: string; isPending: boolean }[]> {
      const { rows } = await pool.query(selectLeftovers, [limit]);
      return rows.map((row) => ({ id: row.id, principalArn: row.principal_arn, isPending: row.is_pending }));
    },
  };
}

export type ConnectionStore = ReturnType<typeof createConnectionStore>;

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
