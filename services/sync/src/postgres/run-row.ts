import type { SkipReason, SyncState } from '@bucket-sync/shared/contracts';
import type { KeyRule } from '@bucket-sync/shared/patterns';
import type { Run, RunCounts } from '../domain/run/run.ts';
import type { Removals } from '../domain/run/run-state.ts';

/** The column of each count. A count that is added to `RunCounts` fails to compile until it has one. */
export const COUNT_COLUMNS = {
  listed: 'listed',
  unchanged: 'unchanged',
  leftOut: 'left_out',
  added: 'added',
  updated: 'updated',
  skipped: 'skipped',
  removed: 'removed',
  renamed: 'renamed',
  withdrawn: 'withdrawn',
  excluded: 'excluded',
  pendingWithdrawals: 'pending_withdrawals',
  pendingRenames: 'pending_renames',
  missing: 'missing',
  missingAssets: 'missing_assets',
  removalsSent: 'removals_sent',
  knownBefore: 'known_before',
  knownAssetsBefore: 'known_assets_before',
  rechecked: 'rechecked',
  lostInRechecks: 'lost_in_rechecks',
  batchesOpen: 'batches_open',
  bytesRead: 'bytes_read',
  requestCount: 'request_count',
} as const satisfies Record<keyof RunCounts, string>;

export const COUNT_NAMES = Object.keys(COUNT_COLUMNS) as (keyof RunCounts)[];

type CountColumns = { [Name in (typeof COUNT_COLUMNS)[keyof RunCounts]]: number };

export interface RunRow extends CountColumns {
  id: string;
  ordinal: number;
  organization_id: string;
  connection_id: string;
  dataset_id: string;
  state: SyncState;
  requested_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  failure_code: string | null;
  failure_message: string | null;
  listing_done: boolean;
  key_rule: KeyRule | null;
  only_reasons: SkipReason[] | null;
  turn: number;
  known_changes: number;
  removals: Removals;
  recent_rate: number;
  recent_rate_at: Date | null;
  deferred_count: number;
  retrying: string | null;
  sequence: number;
  skipped_by_reason: { reason: SkipReason; count: number }[];
}

/** By name, not by `*`: a prepared statement with `*` fails after a migration has added a column. */
const columns = [
  ...(['id', 'ordinal', 'organization_id', 'connection_id', 'dataset_id', 'state', 'requested_at'] as const),
  ...(['started_at', 'finished_at', 'failure_code', 'failure_message', 'listing_done', 'key_rule'] as const),
  ...(['only_reasons', 'turn', 'known_changes', 'removals', 'recent_rate', 'recent_rate_at', 'sequence'] as const),
  ...Object.values(COUNT_COLUMNS),
] satisfies (keyof RunRow)[];

/** The columns of RunRow. The caller adds the condition. */
export const selectRun = `
  select ${columns.map((column) => `run.${column}`).join(', ')}, coalesce(skips.by_reason, '[]') as skipped_by_reason,
    coalesce(deferred.count, 0) as deferred_count,
    coalesce(
      (select waiting_for from listing_shards where run_id = run.id and waiting_for is not null limit 1),
      deferred.waiting_for
    ) as retrying
  from sync_runs run
  left join lateral (
    select jsonb_agg(jsonb_build_object('reason', reason, 'count', count) order by count desc, reason) as by_reason
    from run_skip_counts where run_id = run.id
  ) skips on true
  left join lateral (
    select sum(jsonb_array_length(objects)) as count, max(waiting_for) as waiting_for
    from deferred_batches where run_id = run.id
  ) deferred on true`;

export function toRun(row: RunRow): Run {
  return {
    id: row.id,
    ordinal: row.ordinal,
    organizationId: row.organization_id,
    connectionId: row.connection_id,
    datasetId: row.dataset_id,
    state: row.state,
    requestedAt: row.requested_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    failure: row.failure_code ? { code: row.failure_code, message: row.failure_message ?? '' } : null,
    listingDone: row.listing_done,
    keyRule: row.key_rule,
    onlyReasons: row.only_reasons,
    turn: row.turn,
    knownChanges: row.known_changes,
    removals: row.removals,
    counts: countsOf(row),
    skippedByReason: row.skipped_by_reason,
    rate: { perSecond: row.recent_rate, at: row.recent_rate_at },
    deferredCount: row.deferred_count,
    retrying: row.retrying,
    sequence: row.sequence,
  };
}

function countsOf(row: RunRow): RunCounts {
  const counts = COUNT_NAMES.map((name) => [name, row[COUNT_COLUMNS[name]]]);
  return Object.fromEntries(counts);
}
