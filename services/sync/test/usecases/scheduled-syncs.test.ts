import type { Caller } from '@bucket-sync/shared/auth';
import { expect, test } from 'vitest';
import type { ConnectionView } from '../../src/domain/ports.ts';
import { listRuns } from '../../src/postgres/newest-runs.ts';
import { createSchedules } from '../../src/postgres/schedules/schedules.ts';
import { isTimeZone, nextSyncAt } from '../../src/time/next-sync.ts';
import { pauseSchedule } from '../../src/usecases/schedule/pause-schedule.ts';
import { setSyncSchedule } from '../../src/usecases/schedule/set-sync-schedule.ts';
import { startScheduledSyncs } from '../../src/usecases/schedule/start-scheduled-syncs.ts';
import { aConnectionView, aJob } from '../support/builders.ts';
import { openLedger } from '../support/ledger.ts';

const DAY_MS = 24 * 3_600_000;

const { pool, ledger } = await openLedger();
const schedules = createSchedules(pool);

/** A connection with a daily sync, set on 27 November 2026 at noon, and replicas whose clock is the test's. */
async function aDailyConnection(of: Partial<ConnectionView> = {}) {
  const job = aJob();
  const { organizationId, connectionId } = job;
  const caller: Caller = { subject: 'anna', organizationId, role: 'EDITOR' };
  let view: ConnectionView | null = aConnectionView(job, of);
  let now = new Date('2026-11-27T12:00:00Z');
  const failures: unknown[] = [];
  const parts = {
    schedules,
    ledger,
    findConnection: async (_: Caller, id: string) => (id === connectionId ? view : null),
    isTimeZone,
    nextSyncAt,
    now: () => now,
    onFailure: (_: unknown, error: unknown) => failures.push(error),
  };
  await setSyncSchedule(parts, caller, connectionId, { interval: 'DAILY', atTime: '03:00' });
  return {
    parts,
    organizationId,
    connectionId,
    failures,
    schedule: async () => (await schedules.find(organizationId, [connectionId]))[0],
    runs: () => listRuns(pool, organizationId, [connectionId], 100),
    becomes: (next: Partial<ConnectionView> | null) => {
      view = next && view && { ...view, ...next };
    },
    /** Moves the clock, and one replica starts the due syncs. */
    async passes(ms: number) {
      now = new Date(now.getTime() + ms);
      await startScheduledSyncs(parts);
    },
  };
}

test('a sync starts at its time, and once for any number of replicas', async () => {
  const connection = await aDailyConnection();
  await connection.passes(3_600_000);
  expect(await connection.runs()).toEqual([]);
  await connection.passes(DAY_MS);
  await Promise.all([1, 2, 3].map(() => startScheduledSyncs(connection.parts)));
  expect(await connection.runs()).toHaveLength(1);
  const next = (await connection.schedule())!.nextSyncAt;
  expect(next.toISOString()).toMatch(/^2026-11-29T03:0[0-4]:/);
});

test('a replica that dies after it asked for the run starts no second one', async () => {
  const connection = await aDailyConnection();
  const dying = { ...schedules, settle: async () => Promise.reject(new Error('killed')) };
  await connection.passes(0);
  Object.assign(connection.parts, { schedules: dying });
  await connection.passes(DAY_MS);
  const [run] = await connection.runs();
  await ledger.cancel(connection.organizationId, run!.id);
  Object.assign(connection.parts, { schedules });
  // The claim of the dead replica has ended.
  await connection.passes(DAY_MS / 24);
  expect(await connection.runs()).toHaveLength(1);
  expect(connection.failures).toHaveLength(1);
});

test('a time that is due again after a restore of the database starts another run', async () => {
  const connection = await aDailyConnection();
  const { organizationId, connectionId } = connection;
  const { nextSyncAt: dueAt } = (await connection.schedule())!;
  await connection.passes(DAY_MS);
  const [lost] = await connection.runs();
  await ledger.cancel(organizationId, lost!.id);
  // As the database was before the run was requested. Assets has batches of that run, and drops those of its id.
  await pool.query('delete from sync_runs where id = $1', [lost!.id]);
  await pool.query('update sync_schedules set next_sync_at = $2 where connection_id = $1', [connectionId, dueAt]);
  await connection.passes(1_000);
  const [again] = await connection.runs();
  expect(again!.id).not.toBe(lost!.id);
});

test('a sync that has not ended skips the next scheduled time', async () => {
  const connection = await aDailyConnection();
  await connection.passes(DAY_MS);
  await connection.passes(DAY_MS);
  expect(await connection.runs()).toHaveLength(1);
  expect((await connection.schedule())!.nextSyncAt.toISOString()).toMatch(/^2026-11-30T03:0/);
});

test('days without a replica count once', async () => {
  const connection = await aDailyConnection();
  await connection.passes(5 * DAY_MS);
  await connection.passes(1_000);
  expect(await connection.runs()).toHaveLength(1);
});

test('an unhealthy connection pauses its schedule, says why, and resumes it once it is healthy', async () => {
  const connection = await aDailyConnection();
  const { organizationId, connectionId } = connection;
  connection.becomes({ isHealthy: false, cause: 'LIST_DENIED' });
  await pauseSchedule(connection.parts, { organizationId, connectionId }, 'LIST_DENIED');
  expect(await connection.schedule()).toMatchObject({ pausedCause: 'LIST_DENIED' });
  await connection.passes(3 * DAY_MS);
  expect(await connection.runs()).toEqual([]);
  await pauseSchedule(connection.parts, { organizationId, connectionId }, null);
  const schedule = (await connection.schedule())!;
  expect(schedule.pausedCause).toBeNull();
  expect(schedule.nextSyncAt.toISOString()).toMatch(/^2026-12-01T03:0/);
});

test('a schedule that is paused although its connection is healthy resumes at its next time', async () => {
  const connection = await aDailyConnection();
  const { organizationId, connectionId } = connection;
  // The message that the connection is healthy came before this pause.
  await pauseSchedule(connection.parts, { organizationId, connectionId }, 'LIST_DENIED');
  await connection.passes(DAY_MS);
  expect(await connection.runs()).toHaveLength(1);
  const schedule = (await connection.schedule())!;
  expect(schedule.pausedCause).toBeNull();
  expect(schedule.nextSyncAt.toISOString()).toMatch(/^2026-11-29T03:0/);
});

test('a connection found unhealthy at its time starts nothing and is paused', async () => {
  const connection = await aDailyConnection();
  connection.becomes({ isHealthy: false, cause: 'ROLE_NOT_ASSUMABLE' });
  await connection.passes(DAY_MS);
  expect(await connection.runs()).toEqual([]);
  expect(await connection.schedule()).toMatchObject({ pausedCause: 'ROLE_NOT_ASSUMABLE' });
});

test('a healthy connection that is announced again keeps the time of its next sync', async () => {
  const connection = await aDailyConnection();
  const before = await connection.schedule();
  await pauseSchedule(connection.parts, { ...before!, connectionId: connection.connectionId }, null);
  expect(await connection.schedule()).toEqual(before);
});

test('the schedule of a connection that is gone is deleted', async () => {
  const connection = await aDailyConnection();
  connection.becomes(null);
  await connection.passes(DAY_MS);
  expect(await connection.schedule()).toBeUndefined();
});

test('another organization cannot replace a schedule', async () => {
  const connection = await aDailyConnection();
  const before = (await connection.schedule())!;
  await schedules.save({ ...before, organizationId: 'another', pausedCause: 'LIST_DENIED' });
  expect(await connection.schedule()).toEqual(before);
});
