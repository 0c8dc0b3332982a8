import { sliceDue } from '@bucket-sync/shared/contracts';
import { enqueue } from '@bucket-sync/shared/outbox';
import type { Queryable, Transaction } from '@bucket-sync/shared/postgres';
import type { RecordedPage, ShardProgress } from '../domain/ports.ts';
import type { Run } from '../domain/run/run.ts';

/** The whole key space as one shard, which waits PARKED until `wakeShards`. */
export async function parkShards(transaction: Transaction, run: Run): Promise<void> {
  await transaction.query(`insert into listing_shards (run_id, shard, state) values ($1, 0, 'PARKED')`, [run.id]);
}

/** Null when a later epoch has begun, or the shard is done. */
export async function findShard(
  db: Queryable,
  runId: string,
  shard: number,
  epoch: number,
): Promise<ShardProgress | null> {
  const { rows } = await db.query(selectOpenShard, [runId, shard, epoch]);
  const row = rows[0];
  return row ? { shard, resumeAfter: row.resume_after, toKey: row.to_key, pages: row.pages } : null;
}

/** @returns false when the shard is no longer where this page began: another replica has recorded the page */
export async function advanceShard(transaction: Transaction, page: RecordedPage): Promise<boolean> {
  const { rowCount } = await transaction.query(setResumePoint, [
    page.runId,
    page.shard,
    page.epoch,
    page.resumedAfter,
    page.resumeAfter,
    page.resumeAfter === null ? 'DONE' : 'OPEN',
  ]);
  return rowCount === 1;
}

export async function isEveryShardDone(db: Queryable, runId: string): Promise<boolean> {
  const { rowCount } = await db.query(`select from listing_shards where run_id = $1 and state <> 'DONE' limit 1`, [
    runId,
  ]);
  return rowCount === 0;
}

/** Ends a slice: its shard waits PARKED until `wakeShards`, or its next slice is sent at once. */
export async function endSlice(
  transaction: Transaction,
  run: Run,
  slice: { shard: number; epoch: number },
  next: 'PARK' | 'SEND',
): Promise<void> {
  const { rowCount } = await transaction.query(setNextEpoch, [
    run.id,
    slice.shard,
    slice.epoch,
    next === 'PARK' ? 'PARKED' : 'OPEN',
  ]);
  if (rowCount === 1 && next === 'SEND') {
    await sendSlices(transaction, run, [{ shard: slice.shard, epoch: slice.epoch + 1 }]);
  }
}

/**
 * Parks a shard whose listing failed until `retryDueShards`. The pause grows from 2 s to 15 s while the listing fails.
 *
 * @returns how long the listing has been failing; null when the slice has already ended
 */
export async function parkFailing(
  transaction: Transaction,
  slice: { runId: string; shard: number; epoch: number },
  waitingFor: string,
): Promise<number | null> {
  const { rows } = await transaction.query(setFailing, [slice.runId, slice.shard, slice.epoch, waitingFor]);
  return rows[0]?.failing_ms ?? null;
}

/** Sends the next slice of every shard whose listing failed and is due again. */
export async function retryDueShards(transaction: Transaction): Promise<void> {
  const { rows } = await transaction.query(openDueShards);
  for (const { organization_id: organizationId, run_id: id, shard, epoch } of rows) {
    await sendSlices(transaction, { id, organizationId }, [{ shard, epoch }]);
  }
}

export async function wakeShards(transaction: Transaction, run: Run): Promise<void> {
  const { rows } = await transaction.query(openParkedShards, [run.id]);
  await sendSlices(transaction, run, rows);
}

async function sendSlices(
  transaction: Transaction,
  run: Pick<Run, 'id' | 'organizationId'>,
  slices: readonly { shard: number; epoch: number }[],
): Promise<void> {
  const { id: runId, organizationId } = run;
  await enqueue(
    transaction,
    'sync',
    sliceDue,
    slices.map(({ shard, epoch }) => ({ organizationId, runId, shard, epoch })),
  );
}

export async function deleteShards(transaction: Transaction, runId: string): Promise<void> {
  await transaction.query('delete from listing_shards where run_id = $1', [runId]);
}

const selectOpenShard = `
  select resume_after, to_key, pages
  from listing_shards
  where run_id = $1 and shard = $2 and epoch = $3 and state = 'OPEN'`;

const setResumePoint = `
  update listing_shards
  set resume_after = coalesce($5, resume_after), pages = pages + 1, state = $6, failing_since = null, waiting_for = null
  where run_id = $1 and shard = $2 and epoch = $3 and state = 'OPEN' and resume_after is not distinct from $4`;

const setNextEpoch = `
  update listing_shards
  set epoch = epoch + 1, state = $4
  where run_id = $1 and shard = $2 and epoch = $3 and state = 'OPEN'`;

const openParkedShards = `
  update listing_shards
  set state = 'OPEN'
  where run_id = $1 and state = 'PARKED' and retry_at is null
  returning shard, epoch`;

const setFailing = `
  update listing_shards
  set epoch = epoch + 1, state = 'PARKED', failing_since = coalesce(failing_since, now()), waiting_for = $4,
    retry_at = now() + least(interval '15 s', greatest(interval '2 s', (now() - coalesce(failing_since, now())) / 2))
  where run_id = $1 and shard = $2 and epoch = $3 and state = 'OPEN'
  returning (extract(epoch from now() - failing_since) * 1000)::double precision as failing_ms`;

const openDueShards = `
  update listing_shards listing
  set state = 'OPEN', retry_at = null
  from sync_runs run
  where listing.state = 'PARKED' and listing.retry_at <= now() and run.id = listing.run_id and run.state = 'RUNNING'
  returning listing.run_id, run.organization_id, listing.shard, listing.epoch`;
