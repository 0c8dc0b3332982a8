import { connectionBroken, connectionHealthy } from '@bucket-sync/shared/contracts';
import { newId } from '@bucket-sync/shared/ids';
import { enqueue } from '@bucket-sync/shared/outbox';
import { inTransaction, type Pool, type Transaction } from '@bucket-sync/shared/postgres';
import type { Connection } from '../domain/connection.ts';
import type { CheckResult, Health } from '../domain/health.ts';
import { asHealth } from './connection-row.ts';
import { SOURCE } from './connection-store.ts';

/** What a check found, and what becomes of the role that it was made with. */
export interface CheckRecord {
  result: CheckResult;
  checkedAt: Date;
  nextCheckAt: Date;
  /** STORE: this role is the connection's from now on. FORGET: it was never proved, and is not kept. */
  role: { roleArn: string; decision: 'STORE' | 'FORGET' | 'KEEP'; isVerified: boolean };
}

/** How many checks of one connection are kept: more than half a year of daily ones. */
const CHECKS_KEPT = 200;

/** Checks, who may make one, and when the next is due. */
export function createCheckStore(pool: Pool, afterCommit: () => void) {
  return {
    /** @returns false while another holds it; it lasts `seconds` unless it is taken again by the same holder */
    async takeLease(id: string, holder: string, seconds: number): Promise<boolean> {
      const { rowCount } = await pool.query(takeLease, [id, holder, seconds]);
      return rowCount === 1;
    },

    async releaseLease(id: string, holder: string): Promise<void> {
      await pool.query(releaseLease, [id, holder]);
    },

    /**
     * Stores a check and tells of a heart that turned, in one transaction.
     *
     * @returns false where bucket, role or lease changed meanwhile: the check speaks of the past, nothing was written
     */
    async record(connection: Connection, holder: string, check: CheckRecord): Promise<boolean> {
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
        await tellTurn(transaction, connection, rows[0].indicator ?? null, rows[0].cause ?? null, check);
        return true;
      });
      afterCommit();
      return recorded;
    },

    /** Newest first. */
    async history(organizationId: string, id: string, first: number): Promise<Health[]> {
      const { rows } = await pool.query(selectHistory, [organizationId, id, first]);
      return rows.map(asHealth);
    },

    /** Takes connections whose check is due; another replica does not get them before `againAfterSeconds`. */
    async claimDue(limit: number, againAfterSeconds: number): Promise<{ id: string; organizationId: string }[]> {
      const { rows } = await pool.query(claimDue, [limit, againAfterSeconds]);
      return rows.map((row) => ({ id: row.id, organizationId: row.organization_id }));
    },
  };
}

export type CheckStore = ReturnType<typeof createCheckStore>;

async function writeCheck(transaction: Transaction, { id }: Connection, check: CheckRecord): Promise<void> {
  const { result, checkedAt, nextCheckAt, role } = check;
  const checkId = newId();
  await transaction.query(insertCheck, [
    checkId,
    id,
    checkedAt,
    result.indicator,
    result.cause,
    JSON.stringify(result.probes),
    JSON.stringify(result.findings),
  ]);
  await transaction.query(pointToCheck, [id, checkId, nextCheckAt]);
  if (role.decision === 'STORE') await transaction.query(storeRole, [id, role.roleArn, checkedAt]);
  if (role.decision === 'FORGET') await transaction.query(forgetRole, [id]);
  if (role.decision !== 'FORGET' && role.isVerified) await transaction.query(markVerified, [id, checkedAt]);
  await transaction.query(deleteOldChecks, [id, CHECKS_KEPT]);
}

async function tellTurn(
  transaction: Transaction,
  { organizationId, id: connectionId, datasetId }: Connection,
  indicatorBefore: string | null,
  causeBefore: string | null,
  { result, checkedAt }: CheckRecord,
): Promise<void> {
  const at = { organizationId, connectionId, datasetId, checkedAt: checkedAt.toISOString() };
  if (indicatorBefore === result.indicator && causeBefore === result.cause) return;
  if (result.indicator === 'GREEN_HEART') await enqueue(transaction, SOURCE, connectionHealthy, [at]);
  else await enqueue(transaction, SOURCE, connectionBroken, [{ ...at, cause: result.cause ?? 'AWS_UNAVAILABLE' }]);
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

const claimDue = `
  update connections set next_check_at = now() + make_interval(secs => $2)
  where id in (
    select id from connections
    where removed_at is null and role_arn is not null and next_check_at <= now()
    order by next_check_at
    limit $1
    for update skip locked)
  returning id, organization_id`;
