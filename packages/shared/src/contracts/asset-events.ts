import { z } from 'zod';
import { defineEvent } from './event.ts';
import { byConnection, count, etag, id, objectKey, ofConnection, text, uuid } from './fields.ts';
import { LONGEST_DETAIL, skipReason } from './media.ts';

const assetChange = z.object({ ...ofConnection, runId: uuid, assetId: uuid, objectKey, etag });

export const assetAdded = defineEvent({
  type: 'bucketsync.asset.added.v1',
  topic: 'assets.events.v1',
  summary: 'A file of the bucket became an asset of the dataset.',
  data: assetChange,
  keyOf: byConnection,
});

export const assetUpdated = defineEvent({
  type: 'bucketsync.asset.updated.v1',
  topic: 'assets.events.v1',
  summary: 'The file of an asset changed; its metadata was read again.',
  data: assetChange,
  keyOf: byConnection,
});

export const assetRemoved = defineEvent({
  type: 'bucketsync.asset.removed.v1',
  topic: 'assets.events.v1',
  summary:
    'An asset is gone from the dataset: its file is gone from the bucket, or a user deleted the asset (runId is ' +
    'null then).',
  data: z.object({ ...ofConnection, runId: uuid.nullable(), assetId: uuid, objectKey }),
  keyOf: byConnection,
});

export const assetWithdrawn = defineEvent({
  type: 'bucketsync.asset.withdrawn.v1',
  topic: 'assets.events.v1',
  summary:
    'The file of an asset no longer fits, or cannot be read any more. The asset returns with its id once it fits.',
  data: z.object({
    ...ofConnection,
    runId: uuid,
    assetId: uuid,
    objectKey,
    reason: skipReason,
    detail: text(LONGEST_DETAIL),
  }),
  keyOf: byConnection,
});

export const assetRenamed = defineEvent({
  type: 'bucketsync.asset.renamed.v1',
  topic: 'assets.events.v1',
  summary: 'The file of an asset has another key, and the same bytes.',
  data: assetChange.extend({ previousKey: objectKey }),
  keyOf: byConnection,
});

export const datasetDeleted = defineEvent({
  type: 'bucketsync.dataset.deleted.v1',
  topic: 'assets.events.v1',
  summary: 'A user deleted a dataset with all its assets; nothing changed in a bucket.',
  data: z.object({ organizationId: id, datasetId: uuid, assetCount: count }),
  keyOf: (deletion) => deletion.datasetId,
});

/** Percent of the monthly data rows at which an event is sent, once for each month and limit. */
export const QUOTA_THRESHOLDS = [80, 95, 100] as const;

export const quotaThresholdReached = defineEvent({
  type: 'bucketsync.quota.threshold-reached.v1',
  topic: 'assets.events.v1',
  summary: 'An organization has used 80, 95 or 100 percent of the data rows of a month.',
  data: z.object({
    organizationId: id,
    /** "2026-11" */
    month: z.string().regex(/^\d{4}-\d{2}$/),
    percent: z.union(QUOTA_THRESHOLDS.map((percent) => z.literal(percent))),
    used: count,
    limit: count,
  }),
  keyOf: (quota) => quota.organizationId,
});

export const fileSkipped = defineEvent({
  type: 'bucketsync.file.skipped.v1',
  topic: 'assets.events.v1',
  summary: 'A file was skipped, and why.',
  data: z.object({ ...ofConnection, runId: uuid, objectKey, reason: skipReason, detail: text(LONGEST_DETAIL) }),
  keyOf: byConnection,
});
