import type { Findings } from '@bucket-sync/shared/contracts';
import type { Box, BoxWalk } from '../../bytes/boxes.ts';

export type Hdr = NonNullable<Findings['hdr']>;

/** Transfer characteristics of high dynamic range. @see ITU-T H.273, table 3 */
const TRANSFERS = new Map<number, Hdr>([
  [16, 'HDR10'],
  [18, 'HLG'],
]);
/** Boxes that configure Dolby Vision. @see Dolby Vision Streams Within the ISO Base Media File Format, 3 */
const DOLBY_VISION = ['dvcC', 'dvvC', 'dvwC'];

/**
 * The kind of high dynamic range of a video track; null for the ordinary range. The container's colour box (colr)
 * counts before the codec's own headers.
 */
export function hdrOf(walk: BoxWalk, children: ReadonlyMap<string, Box>, codecTransfer: number | null): Hdr | null {
  if (DOLBY_VISION.some((type) => children.has(type))) return 'DOLBY_VISION';
  const colr = children.get('colr');
  const colour = colr === undefined ? null : walk.payload(colr, 10);
  const isStated = colour !== null && colour.length >= 8 && /^ncl[xc]$/.test(colour.toString('latin1', 0, 4));
  const transfer = isStated ? colour.readUInt16BE(6) : codecTransfer;
  return TRANSFERS.get(transfer ?? 0) ?? TRANSFERS.get(codecTransfer ?? 0) ?? null;
}
