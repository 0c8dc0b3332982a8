/** What a codec's header says of its pixels. chroma: 0 none (gray), 1 4:2:0, 2 4:2:2, 3 4:4:4. */
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
