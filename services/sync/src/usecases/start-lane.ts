import { setTimeout as delay } from 'node:timers/promises';
import type { SyncRequested } from '@bucket-sync/shared/contracts';
import { failureOf } from '../domain/run/run-failure.ts';
import { type StartRunParts, startRun } from './start-run.ts';

/** A check takes half a second. Where AWS does not answer or a rule of IAM settles, it takes up to a minute. */
const SOON_MS = 2_000;
/** More starts than these hold up the queue. */
const MOST_BESIDE = 64;
/** As long as a message is tried again before it goes to the dead letters, which fails its run. */
const PATIENCE_MS = 10 * 60_000;

/**
 * Starts runs. A start that takes longer than 2 s continues beside the queue of jobs, so other connections do not wait
 * for its check. Its run is stored as QUEUED: if the start fails or the process ends, the job is sent again.
 * After ten minutes of failed starts the run fails.
 *
 * @param onFailure  receives the error of a start beside the queue
 */
export function createStartLane(
  parts: StartRunParts & { onFailure: (error: unknown, runId: string) => void },
  soonMs = SOON_MS,
): { start(job: SyncRequested): Promise<void> } {
  const { ledger, onFailure } = parts;
  const failLate = async ({ organizationId, runId }: SyncRequested, error: unknown) => {
    onFailure(error, runId);
    const run = await ledger.find(organizationId, runId);
    const isLate = run?.state === 'QUEUED' && Date.now() - run.requestedAt.getTime() > PATIENCE_MS;
    if (isLate) await ledger.fail(runId, failureOf(error));
  };
  const beside = new Set<Promise<void>>();
  return {
    async start(job) {
      const work = startRun(parts, job);
      const isDone = await Promise.race([work.then(() => true), delay(soonMs, false, { ref: false })]);
      if (isDone || beside.size >= MOST_BESIDE) return work;
      // A job of another service is not stored before its connection was found.
      if (!(await ledger.find(job.organizationId, job.runId))) return work;
      const start = work
        .catch((error) => failLate(job, error))
        .catch((error) => onFailure(error, job.runId))
        .finally(() => beside.delete(start));
      beside.add(start);
    },
  };
}
