import type { MediaFacts, Mend, SkipReason } from '@bucket-sync/shared/contracts';

/** One object as ListObjectsV2 shows it; the ETag is with its quotes taken off. */
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

/** What became clear about one object: the facts of a file that fits, or why it does not and what would mend it. */
export type Verdict =
  | { kind: 'ACCEPTED'; media: MediaFacts }
  | {
      kind: 'SKIPPED';
      reason: SkipReason;
      /** What was found, in words: "EXIF orientation 6", "major brand isom, pixel format yuv420p". */
      detail: string;
      mend: Mend | null;
    };

/** A verdict and what it cost. */
export interface Inspection {
  verdict: Verdict;
  requestCount: number;
  bytesRead: number;
}

/**
 * Reads a range of one object's current version.
 *
 * @returns exactly the bytes asked for, fewer only where the object ends
 * @throws AppError of the read itself (READ_DENIED, GONE_DURING_SYNC, THROTTLED …); a reader never judges content
 */
export type RangeReader = (offset: number, lengthBytes: number) => Promise<Buffer>;
