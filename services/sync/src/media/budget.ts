/** The most that the inspection of one object may cost. */
export interface Budget {
  totalBytes: number;
  reads: number;
}

/**
 * A first read of this size decides most images: it contains a JPEG's size in 70 % of files. It also shows the position
 * of an MP4's moov.
 */
export const FIRST_READ_BYTES = 16 * 1024;

/** The budget of an image, after the first read. This many reads suffice for a JPEG of 60 metadata segments. */
export const IMAGE_BUDGET: Budget = { totalBytes: 256 * 1024, reads: 64 };
/** The budget of a video: the head, moov at any position, and facts that only the frames state. */
export const VIDEO_BUDGET: Budget = { totalBytes: 16 * 1024 * 1024, reads: 8 };

/**
 * One read returns neighbouring headers. After the first few jumps a parser is walking far and needs few bytes at each
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
