/** The facts of frames in a codec's headers; width and height are 0 if the headers state only the pixel format. */
export interface CodecPicture {
  width: number;
  height: number;
  pixelFormat: string;
  /** The number of the transfer characteristics; absent if the headers do not state it. @see ITU-T H.273, table 3 */
  transfer?: number;
}

/** For headers that state only the pixel format. */
export const layoutAlone = (pixelFormat: string | null): CodecPicture | null =>
  pixelFormat === null ? null : { width: 0, height: 0, pixelFormat };

/** The facts of pixels in a codec's header. chroma: 0 none (gray), 1 4:2:0, 2 4:2:2, 3 4:4:4. */
export interface PixelLayout {
  chroma: 0 | 1 | 2 | 3;
  bitDepth: number;
  isFullRange: boolean;
  /** Matrix coefficients 0: the three planes are green, blue, red. */
  isRgb: boolean;
}

const CHROMA_NAMES = ['gray', 'yuv420p', 'yuv422p', 'yuv444p'] as const;

/** ffprobe's name without regard to range: yuv420p, yuv422p10le, gbrp, gray12le … */
export function pixelFormatName({ chroma, bitDepth, isRgb }: PixelLayout): string {
  const base = chroma === 3 && isRgb ? 'gbrp' : CHROMA_NAMES[chroma];
  return bitDepth === 8 ? base : `${base}${bitDepth}le`;
}

/** The planes, as lossless codecs describe them. Chroma is smaller than luma by 2^shiftX and 2^shiftY. */
export interface PlanarLayout {
  isRgb: boolean;
  /** False for gray. */
  hasChroma: boolean;
  hasAlpha: boolean;
  bitDepth: number;
  shiftX: number;
  shiftY: number;
}

const SUBSAMPLINGS = new Map([
  ['0-0', '444'],
  ['0-1', '440'],
  ['1-0', '422'],
  ['1-1', '420'],
  ['2-0', '411'],
  ['2-2', '410'],
]);

/** ffprobe's name for separate planes: yuva420p16le, gbrap, gray10le, ya8 …; null if it has none. */
export function planarName({ isRgb, hasChroma, hasAlpha, bitDepth, shiftX, shiftY }: PlanarLayout): string | null {
  const depth = bitDepth === 8 ? '' : `${bitDepth}le`;
  if (isRgb) return `gbr${hasAlpha ? 'a' : ''}p${depth}`;
  if (!hasChroma) return hasAlpha ? 'ya8' : `gray${depth}`;
  const subsampling = SUBSAMPLINGS.get(`${shiftX}-${shiftY}`);
  return subsampling === undefined ? null : `yuv${hasAlpha ? 'a' : ''}${subsampling}p${depth}`;
}
