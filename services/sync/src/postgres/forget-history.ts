import { REDELIVERY_DAYS } from '@bucket-sync/shared/contracts';
import { deletePortion, type Pool } from '@bucket-sync/shared/postgres';

/** Deletes a portion of the batches of runs that ended long ago; the runs themselves, a row each, stay. */
export function forgetHistory(pool: Pool): Promise<{ isMore: boolean }> {
  return deletePortion(pool, 'run_batches', ofOldRuns, [REDELIVERY_DAYS]);
}

const ofOldRuns = `
  run_id in (select id from sync_runs where finished_at < now() - make_interval(days => $1))`;
