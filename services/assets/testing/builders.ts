import type { BatchInspected, Findings, MediaFacts, SkipReason } from '@bucket-sync/shared/contracts';
import { newId } from '@bucket-sync/shared/ids';

type Accepted = BatchInspected['accepted'][number];
type Skipped = BatchInspected['skipped'][number];

export const anImage: MediaFacts = {
  mediaType: 'IMAGE',
  contentType: 'image/jpeg',
  width: 640,
  height: 480,
  video: null,
};

export const aVideo: MediaFacts = {
  mediaType: 'VIDEO',
  contentType: 'video/mp4',
  width: 1920,
  height: 1080,
  video: {
    durationMs: 2000,
    frameRate: 29.97,
    frameCount: 60,
    codec: 'h264',
    pixelFormat: 'yuv420p',
    majorBrand: 'mp42',
  },
};

const TURNED_JPEG: Findings = {
  mediaType: 'IMAGE',
  format: 'image/jpeg',
  width: 64,
  height: 48,
  orientation: 6,
  isLossy: true,
  jpeg: { process: 'BASELINE', unitWidth: 16, unitHeight: 16 },
};

const listed = { etag: 'e1', sizeBytes: 1000, lastModified: '2026-11-01T08:00:00.000Z' };

export const accepted = (objectKey: string, change: Partial<Accepted> = {}): Accepted => ({
  ...listed,
  objectKey,
  media: anImage,
  ...change,
});

export const skipped = (
  objectKey: string,
  reason: SkipReason = 'EXIF_ORIENTATION',
  change: Partial<Skipped> = {},
): Skipped => ({
  ...listed,
  objectKey,
  reason,
  detail: `found in ${objectKey}`,
  findings: reason === 'EXIF_ORIENTATION' ? TURNED_JPEG : null,
  ...change,
});

/** A batch of one run, with a new batch id unless one is given. */
export function aBatch(
  change: Partial<BatchInspected> & Pick<BatchInspected, 'organizationId' | 'datasetId'>,
): BatchInspected {
  return {
    connectionId: 'connection-1',
    runId: 'run-1',
    runOrdinal: 1,
    batchId: newId(),
    accepted: [],
    skipped: [],
    removed: [],
    cost: { requestCount: 3, bytesRead: 4096 },
    ...change,
  };
}

/** A key that sorts as its number does: key(7, 'photos') is photos/00007.jpg. */
export const key = (number: number, folder = 'photos') => `${folder}/${String(number).padStart(5, '0')}.jpg`;

export const keys = (count: number, folder = 'photos') => Array.from({ length: count }, (_, at) => key(at, folder));
