import { z } from 'zod';

/** Short, printable text, which every store accepts. */
const word = z
  .string()
  .max(80)
  .regex(/^[\x20-\x7e]*$/);
const count = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);

/** One track of a video: its handler (vide, soun, text, meta …) and the four letters of its first sample entry. */
export const trackFinding = z.object({ handler: word, format: word });

/** Bytes after the end of a picture. `sizeBytes` is null where only their presence is known. */
const trailer = z.object({ sizeBytes: count.nullable(), holds: z.enum(['VIDEO', 'OTHER']) });

/**
 * The findings of the inspection about a skipped file. These fields decide its fixes and the losses of each fix.
 * An absent field was not examined or does not apply.
 */
export const findings = z.object({
  mediaType: z.enum(['IMAGE', 'VIDEO']).optional(),
  /** A content type, or the name of a format that is not accepted: image/jpeg, Photoshop. */
  format: word.optional(),
  /** Pixels as stored, before any turn. */
  width: count.optional(),
  height: count.optional(),
  /** The value of the EXIF or TIFF orientation tag. */
  orientation: z.number().int().min(2).max(8).optional(),
  /** Bits of one sample of an image. */
  bitDepth: count.optional(),
  /**
   * Of a PNG its colour type: 0 gray, 2 colours, 3 palette, 4 gray with alpha, 6 colours with alpha. Of a TIFF its
   * photometric interpretation where it has a palette (3), or a pixel has three samples: 2 red, green and blue.
   */
  colourType: count.optional(),
  sampleFormat: z.enum(['UINT', 'INT', 'FLOAT', 'OTHER']).optional(),
  /** True when saving changed pixels loses quality: JPEG, lossy WebP. */
  isLossy: z.boolean().optional(),
  isAnimated: z.boolean().optional(),
  /** Frames of an animation; absent where they were not counted. */
  frames: count.optional(),
  /** Pages of a TIFF; absent where they were not counted. */
  pages: count.optional(),
  /** True for a TIFF whose later pages have other samples, colours or tags than the first, or were not all examined. */
  hasOtherPages: z.boolean().optional(),
  /**
   * True for a PNG without an alpha channel whose palette or one of whose colours is transparent (tRNS), and for a TIFF
   * of red, green, blue and alpha.
   */
  hasTransparency: z.boolean().optional(),
  /** Samples of a pixel of a TIFF that are neither its colour nor its alpha: near infrared, masks. */
  furtherChannels: count.optional(),
  /**
   * Tags of a TIFF that describe neither its pixels nor its text: GeoTIFF, SubIFDs, private ones. Of a PNG its chunks
   * of that kind: HDR, provenance, private ones.
   */
  privateTags: count.optional(),
  /** How a JPEG is encoded, and the size of its minimum coded unit: a lossless turn moves whole units. */
  jpeg: z
    .object({
      process: z.enum(['BASELINE', 'PROGRESSIVE', 'ARITHMETIC', 'OTHER']),
      unitWidth: count,
      unitHeight: count,
    })
    .optional(),
  /** True for a JPEG with an index of further pictures after its own (Multi-Picture Format). */
  hasFurtherPictures: z.boolean().optional(),
  /** True for a JPEG whose XMP names a depth map, a gain map or another picture that lies over its pixels. */
  hasMaps: z.boolean().optional(),
  trailer: trailer.optional(),
  majorBrand: word.optional(),
  /** The offset of the major brand's four bytes in the file. */
  brandOffset: count.optional(),
  codec: word.optional(),
  pixelFormat: word.optional(),
  hdr: z.enum(['HDR10', 'HLG', 'DOLBY_VISION']).optional(),
  tracks: z.array(trackFinding).max(64).optional(),
  /** Of an archived object. */
  storageClass: word.optional(),
});
export type Findings = z.infer<typeof findings>;
