import { setTimeout as delay } from 'node:timers/promises';
import { serviceDatabaseUrl } from '@bucket-sync/dev-stack/system';
import pg from 'pg';
import { askGateway } from '../end-to-end/ask-gateway.ts';
import type { BenchStack } from '../end-to-end/stack.ts';

const POLL_MS = 200;
const TIMEOUT_MS = 300_000;
/** A request without an answer may still start a sync within this time. */
const LATE_START_MS = 12_000;
const OPEN = ['QUEUED', 'RUNNING'];

/** Starts syncs and waits for their end, however often the stack is down meanwhile. */
export function createSyncer(stack: BenchStack, connectionId: string) {
  const connectionString = serviceDatabaseUrl(stack.databaseUrl, 'sync');
  let done = 0;

  const newestRun = async () => {
    const db = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 });
    db.on('error', () => {});
    try {
      await db.connect();
      const { rows } = await db.query(newest, [connectionId]);
      return rows[0] ?? null;
    } catch {
      return null;
    } finally {
      await db.end().catch(() => {});
    }
  };

  /** @returns false when the answer is unknown: the sync may start later */
  const start = async (): Promise<boolean> => {
    const query = `mutation { startSync(connectionId: "${connectionId}") { __typename } }`;
    const answer = await askGateway(stack, { query }, AbortSignal.timeout(10_000)).catch(() => null);
    return answer?.ok ?? false;
  };

  return {
    /** @returns the run's counters */
    async sync(): Promise<Record<string, number | string>> {
      const deadline = Date.now() + TIMEOUT_MS;
      let isInDoubt = false;
      for (;;) {
        const run = await newestRun();
        if (run && run.runs > done && !OPEN.includes(run.state)) {
          if (isInDoubt) await delay(LATE_START_MS);
          const isLast = !isInDoubt || (await newestRun())?.runs === run.runs;
          isInDoubt = false;
          if (!isLast) continue;
          done = run.runs;
          if (!run.state.startsWith('SUCCEEDED')) throw new Error(`a run ended as ${JSON.stringify(run)}`);
          return run;
        }
        if (Date.now() > deadline) throw new Error(`a run did not end within 5 minutes: ${JSON.stringify(run)}`);
        if (run && run.runs === done && !(await start())) {
          isInDoubt = true;
          await delay(LATE_START_MS);
        }
        await delay(POLL_MS);
      }
    },
  };
}

const newest = `
  select state, listed::int, unchanged::int, added::int, updated::int, skipped::int, removed::int, failure_message,
    (select count(*)::int from sync_runs where connection_id = $1) as runs
  from (select 1) as one
  left join lateral (select * from sync_runs where connection_id = $1 order by ordinal desc limit 1) as run on true`;
