/** What one object may cost. */
export interface Budget {
  totalBytes: number;
  reads: number;
}

/**
 * One read of this decides most images (a JPEG's size lies within it in 70 % of files) and shows where an MP4's moov
 * is.
 */
export const FIRST_READ_BYTES = 16 * 1024;

/**
 * An image: what its parser asks for after the first read; so many reads let a JPEG of 60 metadata segments through.
 */
export const IMAGE_BUDGET: Budget = { totalBytes: 256 * 1024, reads: 64 };
/** A video: head, moov wherever it lies, and what a track does not say of itself. */
export const VIDEO_BUDGET: Budget = { totalBytes: 16 * 1024 * 1024, reads: 8 };

/**
 * Neighbouring headers come in one read; after the first few jumps a parser is walking far and needs little at each
 * stop.
 */
const IMAGE_READ_AHEAD_BYTES = 4 * 1024;
const IMAGE_FAR_READ_AHEAD_BYTES = 512;
const FAR_READS = 12;
const VIDEO_READ_AHEAD_BYTES = 16 * 1024;

export function readAheadBytes(isVideo: boolean, reads: number): number {
  if (isVideo) return VIDEO_READ_AHEAD_BYTES;
  return reads < FAR_READS ? IMAGE_READ_AHEAD_BYTES : IMAGE_FAR_READ_AHEAD_BYTES;
}
