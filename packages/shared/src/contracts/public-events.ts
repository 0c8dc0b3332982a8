import { z } from 'zod';
import { defineEvent, type EventData } from './event.ts';
import { byConnection, count, ofConnection, smallCount, text, time, uuid } from './fields.ts';
import { healthCause } from './health.ts';
import { LONGEST_DETAIL, SKIP_REASONS, skipReason } from './media.ts';

/** Messages of earlier releases have no patterns. */
const patterns = z.array(text(512)).max(50).default([]);
const describedConnection = z.object({
  ...ofConnection,
  name: text(200),
  bucketName: text(255),
  prefix: text(1024),
  region: text(64),
  includePatterns: patterns,
  excludePatterns: patterns,
});

export const connectionCreated = defineEvent({
  type: 'bucketsync.connection.created.v1',
  topic: 'connections.events.v1',
  summary: 'A connection was created; its role is not known yet.',
  data: describedConnection,
  keyOf: byConnection,
});

export const connectionUpdated = defineEvent({
  type: 'bucketsync.connection.updated.v1',
  topic: 'connections.events.v1',
  summary: 'Name, bucket, prefix, region or patterns of a connection were changed. The data is as it is now.',
  data: describedConnection,
  keyOf: byConnection,
});

export const connectionHealthy = defineEvent({
  type: 'bucketsync.connection.healthy.v1',
  topic: 'connections.events.v1',
  summary: 'The connection is healthy: objects can be listed and read.',
  data: z.object({ ...ofConnection, checkedAt: time }),
  keyOf: byConnection,
});

export const connectionBroken = defineEvent({
  type: 'bucketsync.connection.broken.v1',
  topic: 'connections.events.v1',
  summary: 'The connection is unhealthy. The cause is a HealthCause.',
  data: z.object({ ...ofConnection, checkedAt: time, cause: healthCause }),
  keyOf: byConnection,
});

export const connectionRemoved = defineEvent({
  type: 'bucketsync.connection.removed.v1',
  topic: 'connections.events.v1',
  summary: 'The connection was removed. Its assets stay, marked as disconnected.',
  data: z.object(ofConnection),
  keyOf: byConnection,
});

export const SYNC_STATES = [
  'QUEUED',
  'RUNNING',
  'HELD',
  'SUCCEEDED',
  'SUCCEEDED_WITH_SKIPS',
  'FAILED',
  'CANCELLED',
] as const;
export const syncState = z.enum(SYNC_STATES);
export type SyncState = z.infer<typeof syncState>;

/** A complete snapshot of a run, with the fields of GraphQL's SyncRun. The last snapshot is sufficient. */
const runSnapshot = z.object({
  ...ofConnection,
  runId: uuid,
  state: syncState,
  requestedAt: time,
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
  failure: z.object({ code: text(100), message: text(LONGEST_DETAIL) }).nullable(),
  progress: z.object({
    sequence: smallCount,
    fraction: z.number().min(0).max(1).nullable(),
    listingDone: z.boolean(),
    listed: count,
    unchanged: count,
    /** Of unchanged: files that an earlier run skipped. */
    leftOut: count,
    waiting: count,
    added: count,
    updated: count,
    skipped: count,
    removed: count,
    /**
     * Of updated: files that kept their asset under a new key. Snapshots of earlier versions lack it, as the next two.
     */
    renamed: count.default(0),
    /** Of skipped: files that were assets and no longer fit. */
    withdrawn: count.default(0),
    /** Excluded by the connection's patterns; not in listed. */
    excluded: count.default(0),
    skippedByReason: z.array(z.object({ reason: skipReason, count })).max(SKIP_REASONS.length),
    bytesRead: count,
    requestCount: count,
    objectsPerSecond: z.number().nonnegative(),
    secondsLeft: count.nullable(),
    /** What the run waits for, in words. Snapshots of earlier versions lack it. */
    waitingFor: text(LONGEST_DETAIL).nullable().default(null),
  }),
});
export type RunSnapshot = z.infer<typeof runSnapshot>;

export const runStarted = defineEvent({
  type: 'bucketsync.sync.started.v1',
  topic: 'sync.events.v1',
  summary: 'A run started.',
  data: runSnapshot,
  keyOf: byConnection,
});

export const runProgressed = defineEvent({
  type: 'bucketsync.sync.progressed.v1',
  topic: 'sync.events.v1',
  summary: 'A run made progress, or waits for a decision (HELD). At most four a second for one run.',
  data: runSnapshot,
  keyOf: byConnection,
});

export const runEnded = defineEvent({
  type: 'bucketsync.sync.ended.v1',
  topic: 'sync.events.v1',
  summary:
    'A run ended: SUCCEEDED, SUCCEEDED_WITH_SKIPS, FAILED or CANCELLED. Sent again, with a greater sequence, ' +
    'when batches that were in flight are counted after it.',
  data: runSnapshot,
  keyOf: byConnection,
});

export type ConnectionHealthy = EventData<typeof connectionHealthy>;
