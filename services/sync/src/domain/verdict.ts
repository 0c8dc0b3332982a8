import type { Findings, MediaFacts, SkipReason } from '@bucket-sync/shared/contracts';

/** One object as ListObjectsV2 lists it, with its ETag unquoted. */
export interface ListedObject {
  key: string;
  etag: string;
  sizeBytes: number;
  /** ISO 8601, UTC. */
  lastModified: string;
  storageClass: string | null;
  /** True when an archived object has a restored copy that can be read now. */
  isRestored: boolean;
}

/** The decision on one object: the facts of a file that fits, or the reason why a file does not fit. */
export type Verdict = { kind: 'ACCEPTED'; media: MediaFacts } | Skipped;

export interface Skipped {
  kind: 'SKIPPED';
  reason: SkipReason;
  /** The finding in words: "EXIF orientation 6", "major brand isom, pixel format yuv420p". */
  detail: string;
  /** The fields that decide the file's fixes; null when nothing is known. */
  findings: Findings | null;
}

/** The only builder of a SKIPPED verdict. `findings` are null when no command fixes the file. */
export const skipped = (reason: SkipReason, detail: string, findings: Findings | null = null): Skipped => ({
  kind: 'SKIPPED',
  reason,
  detail,
  findings,
});

/** A verdict and the reads it took. */
export interface Inspection {
  verdict: Verdict;
  requestCount: number;
  bytesRead: number;
}

/**
 * Reads a range of one object's current version.
 *
 * @returns exactly the requested bytes; fewer only at the end of the object
 * @throws AppError of the read itself (READ_DENIED, GONE_DURING_SYNC, THROTTLED …), never for what the bytes contain
 */
export type RangeReader = (offset: number, lengthBytes: number) => Promise<Buffer>;
