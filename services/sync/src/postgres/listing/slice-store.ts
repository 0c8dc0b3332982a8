import { randomUUID } from 'node:crypto';
import { sliceDue } from '@bucket-sync/shared/contracts';
import { enqueue } from '@bucket-sync/shared/outbox';
import { prepared, type Queryable, type Transaction } from '@bucket-sync/shared/postgres';
import type { HeldSlice, OpenedSlice } from '../../domain/listing/slice.ts';
import type { Run } from '../../domain/run/run.ts';
import { EVENT_SOURCE } from '../event-source.ts';

/** A run has one slice. The number of the message's shard is that of an earlier release, which counted several. */
const SHARD = 0;
/** A slice of which nothing was recorded for so long is sent again. A page takes at most 10 s. */
const LOST_AFTER_SECONDS = 60;

/** The slice of a new run waits PARKED until `wakeSlice`. @param nextRange  the id of the next range of the run */
export async function parkSlice(transaction: Transaction, run: Run, nextRange: number): Promise<void> {
  await transaction.query(insertParked, [run.id, SHARD, nextRange]);
}

/** Makes the caller the holder of the slice. @returns null when a later slice has begun, or the listing is done */
export async function holdSlice(
  db: Queryable,
  runId: string,
  epoch: number,
): Promise<Pick<OpenedSlice, 'slice' | 'nextRange' | 'checkedTo'> | null> {
  const holder = randomUUID();
  const { rows } = await db.query(setHolder, [runId, epoch, holder]);
  const [row] = rows;
  return row ? { slice: { runId, epoch, holder }, nextRange: row.next_range, checkedTo: row.checked_to } : null;
}

/** @returns false when another process holds the slice, or it has ended */
export async function renewSlice(transaction: Transaction, slice: HeldSlice, newRanges: number[]): Promise<boolean> {
  const nextRange = Math.max(0, ...newRanges) + 1;
  const { rowCount } = await transaction.query(setRenewed, [slice.runId, slice.epoch, slice.holder, nextRange]);
  return rowCount === 1;
}

/** Sends one more slice of a run whose listing is done: it looks for the missing files again. */
export async function reopenSlice(transaction: Transaction, run: Run): Promise<void> {
  const { rows } = await transaction.query(setReopened, [run.id, SHARD]);
  for (const { epoch } of rows) await sendSlice(transaction, run, epoch);
}

export async function setCheckedTo(transaction: Transaction, runId: string, checkedTo: string): Promise<void> {
  await transaction.query('update listing_shards set checked_to = $2 where run_id = $1', [runId, checkedTo]);
}

export async function closeListing(transaction: Transaction, runId: string): Promise<void> {
  await transaction.query(`update listing_shards set state = 'DONE' where run_id = $1`, [runId]);
}

/** Ends a slice: the next one waits PARKED until `wakeSlice`, or is sent at once. */
export async function endSlice(
  transaction: Transaction,
  run: Run,
  slice: HeldSlice,
  next: 'PARK' | 'SEND',
): Promise<void> {
  const state = next === 'PARK' ? 'PARKED' : 'SENT';
  const { rowCount } = await transaction.query(setNextEpoch, [run.id, slice.epoch, slice.holder, state]);
  if (rowCount === 1 && next === 'SEND') await sendSlice(transaction, run, slice.epoch + 1);
}

/**
 * Parks a slice whose listing failed until `retryDueSlices`. The pause grows from 2 s to 15 s while the listing fails.
 *
 * @returns how long the listing has been failing; null when the slice has already ended
 */
export async function parkFailing(
  transaction: Transaction,
  { runId, epoch, holder }: HeldSlice,
  waitingFor: string,
): Promise<number | null> {
  const { rows } = await transaction.query(setFailing, [runId, epoch, holder, waitingFor]);
  return rows[0]?.failing_ms ?? null;
}

/** Sends the slices that are due again after a failure, and those that were lost. */
export async function retryDueSlices(transaction: Transaction): Promise<void> {
  const { rows } = await transaction.query(openDueSlices, [LOST_AFTER_SECONDS]);
  for (const { organization_id: organizationId, run_id: id, epoch } of rows) {
    await sendSlice(transaction, { id, organizationId }, epoch);
  }
}

export async function wakeSlice(transaction: Transaction, run: Run): Promise<void> {
  const { rows } = await transaction.query(openParkedSlice, [run.id]);
  for (const { epoch } of rows) await sendSlice(transaction, run, epoch);
}

async function sendSlice(
  transaction: Transaction,
  { id: runId, organizationId }: Pick<Run, 'id' | 'organizationId'>,
  epoch: number,
): Promise<void> {
  await enqueue(transaction, EVENT_SOURCE, sliceDue, [{ organizationId, runId, shard: SHARD, epoch }]);
}

const insertParked = `insert into listing_shards (run_id, shard, state, next_range) values ($1, $2, 'PARKED', $3)`;

const setHolder = `
  update listing_shards
  set holder = $3, renewed_at = now()
  where run_id = $1 and epoch = $2 and state = 'SENT'
  returning next_range, checked_to`;

const setRenewed = prepared(`
  update listing_shards
  set renewed_at = now(), next_range = greatest(next_range, $4), failing_since = null, waiting_for = null
  where run_id = $1 and epoch = $2 and holder = $3 and state = 'SENT'`);

const setNextEpoch = `
  update listing_shards
  set epoch = epoch + 1, state = $4, renewed_at = now()
  where run_id = $1 and epoch = $2 and holder = $3 and state = 'SENT'`;

const setReopened = `
  insert into listing_shards (run_id, shard, state)
  values ($1, $2, 'SENT')
  on conflict (run_id, shard) do update
  set epoch = listing_shards.epoch + 1, state = 'SENT', renewed_at = now()
  returning epoch`;

const openParkedSlice = prepared(`
  update listing_shards
  set state = 'SENT', renewed_at = now()
  where run_id = $1 and state = 'PARKED' and retry_at is null
  returning epoch`);

const setFailing = `
  update listing_shards
  set epoch = epoch + 1, state = 'PARKED', failing_since = coalesce(failing_since, now()), waiting_for = $4,
    retry_at = now() + least(interval '15 s', greatest(interval '2 s', (now() - coalesce(failing_since, now())) / 2))
  where run_id = $1 and epoch = $2 and holder = $3 and state = 'SENT'
  returning (extract(epoch from now() - failing_since) * 1000)::double precision as failing_ms`;

const openDueSlices = `
  update listing_shards listing
  set state = 'SENT', retry_at = null, renewed_at = now()
  from sync_runs run
  where run.id = listing.run_id and run.state = 'RUNNING' and (
    (listing.state = 'PARKED' and listing.retry_at <= now())
    or (listing.state in ('SENT', 'OPEN') and listing.renewed_at < now() - make_interval(secs => $1))
  )
  returning listing.run_id, run.organization_id, listing.epoch`;
