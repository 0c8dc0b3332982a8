import { z } from 'zod';
import { defineEvent, type EventData } from './event.ts';
import { count, etag, id, MOST_FILES, objectKey, time, uuid } from './fields.ts';
import { skipReason } from './media.ts';

/**
 * The outcome of one object. ADDED: the dataset has a new asset. UPDATED: an existing asset now describes the file.
 * WITHDRAWAL_DEFERRED, RENAME_POSSIBLE: nothing was stored, the sync service decides later. RENAME_REFUSED: the asset
 * or its bytes are no longer at the old key, or the new key has an asset; the new key is to be inspected as a new file.
 */
export const OUTCOMES = [
  'ADDED',
  'UPDATED',
  'SKIPPED',
  'REMOVED',
  'WITHDRAWAL_DEFERRED',
  'RENAME_POSSIBLE',
  'RENAME_REFUSED',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const batchIngested = defineEvent({
  type: 'bucketsync.assets.batch-taken-in.v1',
  topic: 'assets.outcomes.v1',
  summary: 'What became of each object of one batch.',
  data: z.object({
    organizationId: id,
    connectionId: uuid,
    runId: uuid,
    batchId: id,
    outcomes: z
      .array(
        z.object({
          objectKey,
          /** As inspected; null for a removed object. */
          etag: etag.nullable(),
          sizeBytes: count.nullable(),
          outcome: z.enum(OUTCOMES),
          /** Of a skipped object or a deferred withdrawal: the verdict's reason, or QUOTA_EXCEEDED. */
          reason: skipReason.nullable(),
          /** Of a skipped object: it was an asset until now. */
          withdrawn: z.boolean().optional(),
          /** Of an updated object: the key its asset had before. */
          renamedFrom: objectKey.nullable().optional(),
          /** Of an object that the sync service decides later. */
          lastModified: time.optional(),
        }),
      )
      .max(5 * MOST_FILES),
    /** Of a batch without outcomes because a later run of its connection has started: the number of that run. */
    newestRun: count.optional(),
    /** Of a batch without objects, which opens a run: the assets of its connection. */
    assetCount: count.optional(),
    cost: z.object({ requestCount: count, bytesRead: count }),
  }),
  keyOf: (batch) => batch.connectionId,
});
export type BatchIngested = EventData<typeof batchIngested>;

/**
 * Ordered with the outcomes of the same connection, so a batch that was applied before the deletion is answered before
 * it.
 */
export const assetsDeleted = defineEvent({
  type: 'bucketsync.assets.assets-deleted.v1',
  topic: 'assets.outcomes.v1',
  summary: 'A user deleted assets. The sync service forgets these keys: the next sync inspects the files again.',
  data: z.object({
    organizationId: id,
    connectionId: uuid,
    datasetId: uuid,
    objectKeys: z.array(objectKey).max(MOST_FILES),
  }),
  keyOf: (deletion) => deletion.connectionId,
});
export type AssetsDeleted = EventData<typeof assetsDeleted>;

/**
 * The sync service asks for them (`tellAssets`) when it knows more or fewer assets: a database was restored. The
 * messages cover all keys of the connection, each those after `after` up to and including `upTo`; null is no limit.
 */
export const assetsHeld = defineEvent({
  type: 'bucketsync.assets.assets-held.v1',
  topic: 'assets.outcomes.v1',
  summary: 'The assets of a connection, before the answer to the batch that asked for them.',
  data: z.object({
    organizationId: id,
    connectionId: uuid,
    runId: uuid,
    batchId: id,
    after: objectKey.nullable(),
    upTo: objectKey.nullable(),
    assets: z.array(z.object({ objectKey, etag, sizeBytes: count })).max(MOST_FILES),
  }),
  keyOf: ({ connectionId }) => connectionId,
});
export type AssetsHeld = EventData<typeof assetsHeld>;
