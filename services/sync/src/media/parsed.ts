import type { Findings } from '@bucket-sync/shared/contracts';

/**
 * What a parser found in an image. Pixels as displayed, that is after the container's own turning (HEIF irot, clap).
 */
export interface ParsedImage {
  kind: 'IMAGE';
  contentType: ImageContentType;
  width: number;
  height: number;
  /** The value of IFD0's orientation tag as it stands, also when it is none of 1 to 8; null where there is none. */
  orientation: number | null;
  /** What else the parser came across; it goes into the verdict of a skipped file. */
  findings?: Findings;
  /**
   * Reads on for what the fixes of a skipped file depend on: frames, pages, bytes behind the picture. An accepted file
   * costs no such read.
   */
  readFurther?: () => Findings;
}

export type ImageContentType =
  | 'image/jpeg'
  | 'image/png'
  | 'image/webp'
  | 'image/gif'
  | 'image/bmp'
  | 'image/tiff'
  | 'image/heic'
  | 'image/heif'
  | 'image/avif';

/** What a parser found in a video; names of codecs, pixel formats and brands are ffprobe's. */
export interface ParsedVideo {
  kind: 'VIDEO';
  contentType: VideoContentType;
  /** Pixels as displayed: turned by the track's matrix, not scaled by its aspect ratio. */
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

export type VideoContentType =
  | 'video/mp4'
  | 'video/quicktime'
  | 'video/x-m4v'
  | 'video/webm'
  | 'video/x-matroska'
  | 'video/x-msvideo'
  | 'video/3gpp'
  | 'video/3gpp2'
  | 'video/x-f4v'
  | 'video/x-flv'
  | 'video/ogg'
  | 'video/x-ms-asf'
  | 'video/x-ms-wmv';

export type Parsed = ParsedImage | ParsedVideo;
