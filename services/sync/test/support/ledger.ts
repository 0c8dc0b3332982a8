import { fileURLToPath } from 'node:url';
import type { SliceDue, SyncRequested } from '@bucket-sync/shared/contracts';
import { OUTBOX_MIGRATIONS, type OutboxRelay } from '@bucket-sync/shared/outbox';
import type { KeyRule } from '@bucket-sync/shared/patterns';
import { createTestDatabase, waitingMessages } from '@bucket-sync/shared/testing';
import { afterAll } from 'vitest';
import type { Run } from '../../src/domain/run/run.ts';
import { createRunLedger } from '../../src/postgres/run-ledger.ts';
import { aJob, openingOf } from './builders.ts';

export const MIGRATIONS = [OUTBOX_MIGRATIONS, fileURLToPath(new URL('../../migrations', import.meta.url))];

/** Tests read the outbox themselves, so nothing is sent. */
const relay: OutboxRelay = { nudge: () => {}, stop: async () => {} };

/** A run ledger with a database of the calling test file, which is dropped after the tests of that file. */
export async function openLedger() {
  const database = await createTestDatabase(MIGRATIONS);
  afterAll(() => database.drop());
  const { pool } = database;
  const ledger = createRunLedger({ pool, relay, removalHoldFraction: 0.2 });
  const reload = async (run: Run): Promise<Run> => (await ledger.find(run.organizationId, run.id))!;
  const openedRun = async (of?: Partial<SyncRequested>, keyRule?: KeyRule): Promise<Run> => {
    const job = aJob(of);
    await ledger.request(job, 'SEND_JOB');
    await ledger.start(job.runId, keyRule);
    return (await ledger.find(job.organizationId, job.runId))!;
  };
  const messagesOn = async <Message>(topic: string, run: Run): Promise<Message[]> => {
    const messages = await waitingMessages(pool);
    return messages.filter(({ topic: on, data }) => on === topic && data.runId === run.id).map(({ data }) => data);
  };
  return {
    url: database.url,
    pool,
    ledger,
    /** The run as it is stored now. */
    reload,
    /** A run that has sent its opening batch. */
    openedRun,
    /** A run that lists: its opening batch was answered. */
    async startedRun(of?: Partial<SyncRequested>, keyRule?: KeyRule): Promise<Run> {
      const run = await openedRun(of, keyRule);
      await ledger.tally(openingOf(run));
      return reload(run);
    },
    /** The messages of one run on this topic that the outbox holds, oldest first. */
    messagesOn,
    /** Decides to remove the missing files of a held run. None of them is in the bucket again. */
    async removeMissing(held: Run): Promise<Run> {
      await ledger.decideRemovals(held.organizationId, held.id, 'REMOVE');
      const slice = (await messagesOn<SliceDue>('sync.listings.v1', held)).at(-1)!;
      const { slice: opened } = (await ledger.openSlice(slice))!;
      await ledger.recordChecked({ slice: opened, checkedTo: null, foundKeys: [], requestCount: 1 });
      return reload(held);
    },
    /** The types of the messages of one run that the outbox holds, oldest first. */
    async sent(run: Run): Promise<string[]> {
      const messages = await waitingMessages(pool);
      return messages.filter(({ data }) => data.runId === run.id).map(({ type }) => type.replace('bucketsync.', ''));
    },
  };
}
