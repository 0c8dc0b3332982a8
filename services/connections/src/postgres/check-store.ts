import { connectionBroken, connectionHealthy, storable } from '@bucket-sync/shared/contracts';
import { newId } from '@bucket-sync/shared/ids';
import { enqueue } from '@bucket-sync/shared/outbox';
import { inTransaction, type Pool, type Transaction } from '@bucket-sync/shared/postgres';
import type { Connection } from '../domain/connection.ts';
import type { CheckRecord, CheckStore } from '../domain/ports.ts';
import { asHealth } from './connection-row.ts';
import { EVENT_SOURCE } from './event-source.ts';

/** Checks stored for each connection: more than half a year of daily ones. */
const CHECKS_STORED = 200;

/** The checks, the lease to make one, and the time of the next. */
export function createCheckStore(pool: Pool, afterCommit: () => void): CheckStore {
  return {
    async takeLease(id, holder, seconds) {
      const { rowCount } = await pool.query(takeLease, [id, holder, seconds]);
      return rowCount === 1;
    },

    async releaseLease(id, holder) {
      await pool.query(releaseLease, [id, holder]);
    },

    async record(connection, holder, check) {
      const recorded = await inTransaction(pool, async (transaction) => {
        const { bucketName, prefix, region } = connection.bucket;
        const { rows } = await transaction.query(lockUnchanged, [
          connection.organizationId,
          connection.id,
          holder,
          bucketName,
          prefix,
          region,
          connection.roleArn,
        ]);
        if (rows.length === 0) return false;
        await writeCheck(transaction, connection, check);
        await announceChange(transaction, connection, rows[0].indicator ?? null, rows[0].cause ?? null, check);
        return true;
      });
      afterCommit();
      return recorded;
    },

    async history(organizationId, id, first) {
      const { rows } = await pool.query(selectHistory, [organizationId, id, first]);
      return rows.map(asHealth);
    },

    async recordFinding(organizationId, id, result, foundAt) {
      const recorded = await inTransaction(pool, async (transaction) => {
        const { rows } = await transaction.query(lockHealthy, [organizationId, id, foundAt]);
        if (rows.length === 0) return false;
        await insertNewest(transaction, id, { result, checkedAt: foundAt, nextCheckAt: new Date() });
        const connection = { organizationId, id, datasetId: rows[0].dataset_id };
        await announceChange(transaction, connection, 'GREEN_HEART', null, { result, checkedAt: foundAt });
        return true;
      });
      afterCommit();
      return recorded;
    },

    async claimDue(limit, againAfterSeconds) {
      const { rows } = await pool.query(claimDue, [limit, againAfterSeconds]);
      return rows.map((row) => ({ id: row.id, organizationId: row.organization_id }));
    },
  };
}

async function writeCheck(transaction: Transaction, { id }: Connection, check: CheckRecord): Promise<void> {
  const { checkedAt, role } = check;
  await insertNewest(transaction, id, check);
  if (role.decision === 'STORE') await transaction.query(storeRole, [id, role.roleArn, checkedAt]);
  if (role.decision === 'FORGET') await transaction.query(forgetRole, [id]);
  if (role.decision !== 'FORGET' && role.isVerified) await transaction.query(markVerified, [id, checkedAt]);
}

async function insertNewest(
  transaction: Transaction,
  id: string,
  { result, checkedAt, nextCheckAt }: Omit<CheckRecord, 'role'>,
): Promise<void> {
  const checkId = newId();
  await transaction.query(insertCheck, [
    checkId,
    id,
    checkedAt,
    result.indicator,
    result.cause,
    storableJson(result.probes),
    storableJson(result.findings),
  ]);
  await transaction.query(pointToCheck, [id, checkId, nextCheckAt]);
  await transaction.query(deleteOldChecks, [id, CHECKS_STORED]);
}

/** Keys and AWS's sentences may hold what jsonb refuses. */
function storableJson(value: unknown): string {
  return JSON.stringify(value, (_, each) => (typeof each === 'string' ? storable(each) : each));
}

async function announceChange(
  transaction: Transaction,
  { organizationId, id: connectionId, datasetId }: Pick<Connection, 'organizationId' | 'id' | 'datasetId'>,
  indicatorBefore: string | null,
  causeBefore: string | null,
  { result, checkedAt }: Pick<CheckRecord, 'result' | 'checkedAt'>,
): Promise<void> {
  const at = { organizationId, connectionId, datasetId, checkedAt: checkedAt.toISOString() };
  if (indicatorBefore === result.indicator && causeBefore === result.cause) return;
  if (result.indicator === 'GREEN_HEART') await enqueue(transaction, EVENT_SOURCE, connectionHealthy, [at]);
  else
    await enqueue(transaction, EVENT_SOURCE, connectionBroken, [{ ...at, cause: result.cause ?? 'AWS_UNAVAILABLE' }]);
}

const takeLease = `
  update connections set check_holder = $2, check_lease_until = now() + make_interval(secs => $3)
  where id = $1 and (check_holder is null or check_holder = $2 or check_lease_until < now())`;

const releaseLease =
  'update connections set check_holder = null, check_lease_until = null where id = $1 and check_holder = $2';

const lockUnchanged = `
  select health_checks.indicator, health_checks.cause
  from connections
  left join health_checks on health_checks.id = connections.health_check_id
  where organization_id = $1 and connections.id = $2 and check_holder = $3 and removed_at is null
    and bucket_name = $4 and prefix = $5 and region = $6 and role_arn is not distinct from $7
  for update of connections`;

const insertCheck = `
  insert into health_checks (id, connection_id, checked_at, indicator, cause, probes, findings)
  values ($1, $2, $3, $4, $5, $6, $7)`;

const pointToCheck = `
  update connections set health_check_id = $2, next_check_at = $3, policies_changed = false where id = $1`;

const storeRole = `
  update connections
  set role_arn = $2, role_submitted_at = $3,
    role_verified_at = case when role_arn is not distinct from $2 then role_verified_at end
  where id = $1`;

const forgetRole = `
  update connections set role_arn = null, role_submitted_at = null, role_verified_at = null where id = $1`;

const markVerified = 'update connections set role_verified_at = $2 where id = $1';

const deleteOldChecks = `
  delete from health_checks
  where connection_id = $1 and id < (
    select id from health_checks where connection_id = $1 order by id desc offset $2 limit 1)`;

const selectHistory = `
  select health_checks.id as check_id, checked_at, indicator, cause, probes, findings
  from health_checks
  join connections on connections.id = health_checks.connection_id
  where organization_id = $1 and connection_id = $2 and removed_at is null
  order by health_checks.id desc
  limit $3`;

const lockHealthy = `
  select dataset_id
  from connections
  join health_checks on health_checks.id = health_check_id
  where organization_id = $1 and connections.id = $2 and removed_at is null and role_arn is not null
    and indicator = 'GREEN_HEART' and checked_at < $3
  for update of connections`;

const claimDue = `
  update connections set next_check_at = now() + make_interval(secs => $2)
  where id in (
    select id from connections
    where removed_at is null and role_arn is not null and next_check_at <= now()
    order by next_check_at
    limit $1
    for update skip locked)
  returning id, organization_id`;
