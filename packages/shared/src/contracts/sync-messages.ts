import { z } from 'zod';
import { defineEvent, type EventData } from './event.ts';
import { count, etag, id, MOST_FILES, objectKey, smallCount, text, time, uuid } from './fields.ts';
import { findings } from './findings.ts';
import { earlierFix, LONGEST_DETAIL, mediaFacts, SKIP_REASONS, skipReason } from './media.ts';

/** The fields of every message of a run: enough to end the run when the rest of the message is invalid. */
export const runReference = z.object({ organizationId: id, runId: uuid });
export type RunReference = z.infer<typeof runReference>;

/**
 * Names the organization, the connection and the run, but never a role: a forged job can only reach its own bucket.
 */
export const syncRequested = defineEvent({
  type: 'bucketsync.sync.requested.v1',
  topic: 'sync.jobs.v1',
  summary: 'A run is to be done. Other services may send it too, with a runId of their own making (a UUID).',
  data: z.object({
    organizationId: id,
    connectionId: uuid,
    datasetId: uuid,
    runId: uuid,
    requestedBy: id,
    /** Only files that were skipped for these reasons are read again. Nothing is listed or removed. */
    only: z.array(skipReason).min(1).max(SKIP_REASONS.length).optional(),
  }),
  keyOf: (job) => job.connectionId,
});
export type SyncRequested = EventData<typeof syncRequested>;

/** The slice's position is in PostgreSQL. `epoch` is a fencing token: a slice with an earlier epoch is already done. */
export const sliceDue = defineEvent({
  type: 'bucketsync.sync.slice-due.v1',
  topic: 'sync.listings.v1',
  summary: 'The next slice of one shard of the key space is to be listed.',
  data: z.object({ organizationId: id, runId: uuid, shard: smallCount, epoch: smallCount }),
  keyOf: (slice) => `${slice.runId}/${slice.shard}`,
});
export type SliceDue = EventData<typeof sliceDue>;

export const listedObject = z.object({
  key: objectKey,
  etag,
  sizeBytes: count,
  lastModified: time,
  storageClass: text(100).nullable(),
  isRestored: z.boolean(),
});

/** DEFER keeps an asset whose file no longer fits, and answers WITHDRAWAL_DEFERRED. The default is APPLY. */
const withdraw = z.enum(['APPLY', 'DEFER']).optional();
/** DEFER stores no new file with the bytes of another asset of the connection, and answers RENAME_POSSIBLE. */
const renames = z.enum(['DEFER']).optional();

export const inspectionDue = defineEvent({
  type: 'bucketsync.sync.inspection-due.v1',
  topic: 'sync.inspections.v1',
  summary: 'New or changed objects of one run, in key order, are to be inspected.',
  data: z.object({
    organizationId: id,
    connectionId: uuid,
    datasetId: uuid,
    runId: uuid,
    runOrdinal: count,
    batchId: id,
    objects: z.array(listedObject).max(MOST_FILES),
    /** Passed on with the verdicts. */
    withdraw,
    renames,
    /** The objects are unchanged assets. An asset that can be read needs no verdict. */
    isRecheck: z.boolean().optional(),
  }),
  keyOf: (batch) => `${batch.runId}/${batch.batchId}`,
});
export type InspectionDue = EventData<typeof inspectionDue>;

const fromListing = { objectKey, etag, sizeBytes: count, lastModified: time };

/** A file whose bytes moved to another key of its connection: its asset keeps its id. */
const renamedFile = z.object({
  fromKey: objectKey,
  toKey: objectKey,
  etag,
  sizeBytes: count,
  lastModified: time,
});

/**
 * One batch: files that fit, files that do not fit, and keys that are gone from the bucket. It is applied once, by its
 * batchId. It is not applied after a batch of a later run of its connection. A run's first batch is empty and announces
 * the run.
 */
export const batchInspected = defineEvent({
  type: 'bucketsync.assets.batch-inspected.v1',
  topic: 'assets.intake.v1',
  summary: 'The verdicts on one batch of objects, or objects that are gone from the bucket.',
  data: z.object({
    organizationId: id,
    connectionId: uuid,
    datasetId: uuid,
    runId: uuid,
    /** Grows from run to run of a connection. */
    runOrdinal: count,
    batchId: id,
    accepted: z.array(z.object({ ...fromListing, media: mediaFacts })).max(MOST_FILES),
    skipped: z
      .array(
        z.object({
          ...fromListing,
          reason: skipReason,
          detail: text(LONGEST_DETAIL),
          /**
           * Absent in messages of an earlier release, which sent `mend`; null where nothing is known. Findings that
           * do not fit cost a file its fixes, never its batch.
           */
          findings: findings.nullish().catch(null),
          mend: earlierFix.nullish(),
        }),
      )
      .max(MOST_FILES),
    removed: z.array(objectKey).max(MOST_FILES),
    /** The bucket of the connection: an asset is identified by its dataset, bucket and key. */
    bucketName: text(255).optional(),
    withdraw,
    renames,
    /** Renames that the sync service has established: the old key is gone from the bucket. */
    renamed: z.array(renamedFile).max(MOST_FILES).optional(),
    /** Of a batch without objects: before its answer, the assets of the connection are told by `assetsHeld`. */
    tellAssets: z.boolean().optional(),
    /** What the inspection cost; counted when the batch is tallied. */
    cost: z.object({ requestCount: count, bytesRead: count }),
  }),
  keyOf: (batch) => `${batch.runId}/${batch.batchId}`,
});
export type BatchInspected = EventData<typeof batchInspected>;
