import type { Findings, ImageContentType, VideoContentType } from '@bucket-sync/shared/contracts';

/**
 * What a parser found in an image. Pixels are as displayed, after the container's own rotation and crop (HEIF irot,
 * clap).
 */
export interface ParsedImage {
  kind: 'IMAGE';
  contentType: ImageContentType;
  width: number;
  height: number;
  /** The stored value of IFD0's orientation tag, even if it is not 1 to 8; null if there is no tag. */
  orientation: number | null;
  /** Further facts that the parser found; they go into the verdict of a skipped file. */
  findings?: Findings;
  /**
   * Reads further facts that the fixes of a skipped file depend on: frames, pages, bytes behind the picture. An
   * accepted file costs no further read.
   */
  readFurther?: () => Findings;
}

/** What a parser found in a video. Names of codecs, pixel formats and brands are ffprobe's. */
export interface ParsedVideo {
  kind: 'VIDEO';
  contentType: VideoContentType;
  /** Pixels as displayed: rotated by the track's matrix, not scaled by its aspect ratio. */
  width: number;
  height: number;
  durationMs: number;
  frameRate: number | null;
  frameCount: number | null;
  codec: string;
  pixelFormat: string;
  majorBrand: string | null;
  findings?: Findings;
}

export type Parsed = ParsedImage | ParsedVideo;
