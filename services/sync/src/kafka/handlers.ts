import {
  assetsDeleted,
  assetsHeld,
  batchIngested,
  batchInspected,
  connectionBroken,
  connectionHealthy,
  connectionRemoved,
  deadLetterOf,
  type InspectionDue,
  inspectionDue,
  type RunReference,
  type RunSnapshot,
  runEnded,
  runProgressed,
  runReference,
  runStarted,
  type SliceDue,
  type SyncRequested,
  sliceDue,
  syncRequested,
} from '@bucket-sync/shared/contracts';
import { afterDeadLetter, type EventHandler, handle } from '@bucket-sync/shared/kafka';
import type { RunLedger } from '../domain/ports.ts';
import { failureOf } from '../domain/run/run-failure.ts';

/** The stages of a run, by the message that starts each of them. */
export interface Stages {
  ledger: RunLedger;
  startRun(job: SyncRequested): Promise<void>;
  listSlice(slice: SliceDue, signal: AbortSignal): Promise<void>;
  inspectBatch(batch: InspectionDue, signal: AbortSignal): Promise<void>;
  forgetConnection(connection: OfConnection): Promise<void>;
  /** @param cause  of the connection's health; null once it is healthy */
  pauseSchedule(connection: OfConnection, cause: string | null): Promise<void>;
}

interface OfConnection {
  organizationId: string;
  connectionId: string;
}

/** The work that this process does. */
export type SyncRole = 'api' | 'list' | 'inspect' | 'tally';

export interface StageConsumer {
  role: Exclude<SyncRole, 'api'>;
  groupId: string;
  handlers: EventHandler[];
}

/** A message that cannot be handled fails its run. Otherwise the run would wait for that stage forever. */
export function stageConsumers(stages: Stages): StageConsumer[] {
  const endRun = async (run: RunReference, error: unknown) => {
    // Any service may send a job with any run id. Only a run of the organization that the job names is failed.
    if (!(await stages.ledger.find(run.organizationId, run.runId))) return;
    await stages.ledger.fail(run.runId, failureOf(error));
  };
  const onDeadLetter = afterDeadLetter(runReference, endRun);
  // These messages wait for a customer's bucket. The slices and batches of a run have no order, so they may take turns.
  const outside = { onDeadLetter, takesTurns: true };
  return [
    { role: 'list', groupId: 'sync.jobs', handlers: [handle(syncRequested, stages.startRun, { onDeadLetter })] },
    {
      role: 'list',
      groupId: 'sync.list',
      handlers: [handle(sliceDue, (slice, { signal }) => stages.listSlice(slice, signal), outside)],
    },
    {
      role: 'inspect',
      groupId: 'sync.inspect',
      handlers: [handle(inspectionDue, (batch, { signal }) => stages.inspectBatch(batch, signal), outside)],
    },
    {
      role: 'tally',
      groupId: 'sync.tally',
      handlers: [
        handle(batchIngested, stages.ledger.tally, { onDeadLetter }),
        handle(assetsDeleted, stages.ledger.forgetKeys),
        handle(assetsHeld, stages.ledger.rememberAssets, { onDeadLetter }),
      ],
    },
    {
      role: 'tally',
      groupId: 'sync.connections',
      handlers: [
        handle(connectionRemoved, stages.forgetConnection),
        handle(connectionBroken, (connection) => stages.pauseSchedule(connection, connection.cause)),
        handle(connectionHealthy, (connection) => stages.pauseSchedule(connection, null)),
      ],
    },
    // The assets service sends no outcomes for a batch that it could not ingest.
    {
      role: 'tally',
      groupId: 'sync.dead-letters',
      handlers: [
        handle(deadLetterOf(batchInspected, runReference), (batch) => endRun(batch, undefined), { onDeadLetter }),
      ],
    },
  ];
}

/** Receives every snapshot of every run, for the subscribers of this replica. */
export function progressHandlers(publish: (snapshot: RunSnapshot) => void): EventHandler[] {
  return [runStarted, runProgressed, runEnded].map((event) => handle(event, async (snapshot) => publish(snapshot)));
}
