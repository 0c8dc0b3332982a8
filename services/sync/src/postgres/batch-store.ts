import {
  type BatchIngested,
  type BatchInspected,
  batchInspected,
  type InspectionDue,
  inspectionDue,
} from '@bucket-sync/shared/contracts';
import { enqueue } from '@bucket-sync/shared/outbox';
import { prepared, type Queryable, type Transaction, together } from '@bucket-sync/shared/postgres';
import { archiveOf } from '../domain/comparing.ts';
import type { Run } from '../domain/run/run.ts';
import { EVENT_SOURCE } from './event-source.ts';

type ArchiveOf = (object: InspectionDue['objects'][number]) => string | null;

/**
 * Opens batches of a run and sends them to be inspected.
 *
 * @param archiveIn  the storage class in which an object is archived, unless its verdict says that it fits
 */
export async function sendToInspection(
  transaction: Transaction,
  batches: readonly InspectionDue[],
  archiveIn: ArchiveOf = archiveOf,
): Promise<void> {
  if (batches.length === 0) return;
  await together(
    transaction.query(insertInspections, [
      batches[0]!.runId,
      batches.map(({ batchId }) => batchId),
      batches.map(({ objects }) => JSON.stringify(archivedOf(objects, archiveIn))),
      batches.map(({ isRecheck = false }) => isRecheck),
    ]),
    enqueue(transaction, EVENT_SOURCE, inspectionDue, batches),
  );
}

/** The storage class of each archived object, by key. The outcome message lacks it, and the next sync compares it. */
function archivedOf(objects: InspectionDue['objects'], archiveIn: ArchiveOf): Record<string, string> {
  const archived = objects.flatMap((object) => {
    const storageClass = archiveIn(object);
    return storageClass === null ? [] : [[object.key, storageClass] as const];
  });
  return Object.fromEntries(archived);
}

/** Opens batches that need no inspection and sends them to be ingested. */
export async function sendToIntake(transaction: Transaction, batches: readonly BatchInspected[]): Promise<void> {
  const batchIds = batches.map(({ batchId }) => batchId);
  await together(
    insertBatches(transaction, batches[0]!.runId, batchIds),
    enqueue(transaction, EVENT_SOURCE, batchInspected, batches),
  );
}

/** A batch of the run without objects. */
export function emptyBatch(run: Run, name: string): BatchInspected {
  return {
    organizationId: run.organizationId,
    connectionId: run.connectionId,
    datasetId: run.datasetId,
    runId: run.id,
    runOrdinal: run.ordinal,
    batchId: `${run.id}.${name}`,
    accepted: [],
    skipped: [],
    removed: [],
    cost: { requestCount: 0, bytesRead: 0 },
  };
}

/** Null when the run is not running or the batch is already tallied: the message can be dropped. */
export async function findOpenBatch(
  db: Queryable,
  runId: string,
  batchId: string,
): Promise<{ splitOffKeys: ReadonlySet<string> } | null> {
  const { rows } = await db.query(selectOpenBatch, [runId, batchId]);
  return rows[0] ? { splitOffKeys: new Set<string>(rows[0].split_off_keys) } : null;
}

export interface TalliedBatch {
  /** These keys are counted with the batches that they were moved to. */
  splitOffKeys: ReadonlySet<string>;
  /** The storage class of each archived object, by key. */
  archived: ReadonlyMap<string, string>;
  /** Its objects are counted as unchanged. */
  isRecheck: boolean;
}

/** @returns null when the batch was tallied before, or is no batch of the connection that it names */
export async function markTallied(
  transaction: Transaction,
  { runId, batchId, organizationId, connectionId }: BatchIngested,
): Promise<TalliedBatch | null> {
  const { rows } = await transaction.query(setTallied, [runId, batchId, organizationId, connectionId]);
  const row = rows[0];
  if (!row) return null;
  return {
    splitOffKeys: new Set(row.split_off_keys),
    archived: new Map(Object.entries(row.archived ?? {})),
    isRecheck: row.is_recheck,
  };
}

/** Marks the open batches of a removed connection as tallied, so answers that come later store nothing. */
export async function closeBatchesOf(db: Queryable, organizationId: string, connectionId: string): Promise<void> {
  await db.query(setAllTallied, [organizationId, connectionId]);
}

/** Opens batches of the run. Each is open until it is tallied. */
export async function insertBatches(
  transaction: Transaction,
  runId: string,
  batchIds: readonly string[],
): Promise<void> {
  if (batchIds.length > 0) await transaction.query(insertOpenBatches, [runId, batchIds]);
}

const insertOpenBatches = prepared('insert into run_batches (run_id, batch_id) select $1, unnest($2::text[])');

const selectOpenBatch = prepared(`
  select batch.split_off_keys
  from run_batches batch
  join sync_runs run on run.id = batch.run_id
  where batch.run_id = $1 and batch.batch_id = $2 and not batch.is_tallied and run.state = 'RUNNING'`);

const insertInspections = prepared(`
  insert into run_batches (run_id, batch_id, archived, is_recheck)
  select $1, batch_id, nullif(archived::jsonb, '{}'), is_recheck
  from unnest($2::text[], $3::text[], $4::boolean[]) as batches (batch_id, archived, is_recheck)`);

const setTallied = prepared(`
  update run_batches batch
  set is_tallied = true, archived = null
  from (
    select run_batches.*
    from run_batches
    join sync_runs run on run.id = run_id and run.organization_id = $3 and run.connection_id = $4
    where run_id = $1 and batch_id = $2
    for update of run_batches
  ) before
  where batch.run_id = before.run_id and batch.batch_id = before.batch_id and not batch.is_tallied
  returning before.split_off_keys, before.archived, before.is_recheck`);

// Also those of runs that ended: their last answers may still come.
const setAllTallied = `
  update run_batches
  set is_tallied = true, archived = null
  where not is_tallied
    and run_id in (select id from sync_runs where organization_id = $1 and connection_id = $2)`;
