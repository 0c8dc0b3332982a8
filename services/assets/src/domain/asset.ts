import type { Findings, MediaFacts, SkipReason, VideoFacts } from '@bucket-sync/shared/contracts';

/** A file of the bucket that is part of a dataset. */
export interface Asset {
  id: string;
  datasetId: string;
  connectionId: string;
  objectKey: string;
  mediaType: MediaFacts['mediaType'];
  contentType: string;
  sizeBytes: number;
  etag: string;
  /** Pixels, as displayed. */
  width: number;
  height: number;
  video: VideoFacts | null;
  lastModified: Date;
  addedAt: Date;
  updatedAt: Date;
  /** False: the connection was removed; the metadata stays. */
  isConnected: boolean;
}

/** A skipped file with the reason. */
export interface SkippedFile {
  id: string;
  connectionId: string;
  objectKey: string;
  /** Of the inspected version; null where it is not read, and in a file that an earlier release skipped. */
  etag: string | null;
  sizeBytes: number;
  reason: SkipReason;
  detail: string;
  /** The fields that decide the file's fixes; null when nothing is known. */
  findings: Findings | null;
  /** The time since which every inspection has skipped the file. */
  firstSkippedAt: Date;
  lastSkippedAt: Date;
}

/** The last part of an object key; the whole key if it ends with a slash. */
export function filenameOf(objectKey: string): string {
  return objectKey.slice(objectKey.lastIndexOf('/') + 1) || objectKey;
}
