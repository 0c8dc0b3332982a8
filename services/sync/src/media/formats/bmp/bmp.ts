import type { SparseBytes } from '../../bytes/sparse-bytes.ts';
import type { ParsedImage } from '../../parsed.ts';
import { corrupt } from '../../refusal.ts';

/**
 * Windows and OS/2 bitmaps; a negative height means the rows run from the top.
 *
 * @see BITMAPCOREHEADER, BITMAPINFOHEADER, BITMAPV4HEADER, BITMAPV5HEADER (wingdi.h); OS22XBITMAPHEADER
 */
export function parseBmp(bytes: SparseBytes): ParsedImage {
  const headerBytes = bytes.exactly(14, 4, 'the BMP header').readUInt32LE(0);
  const header = bytes.exactly(14, Math.min(headerBytes, 40), 'the BMP header');
  const isCore = headerBytes === 12;
  const width = isCore ? header.readUInt16LE(4) : header.readInt32LE(4);
  const height = isCore ? header.readUInt16LE(6) : Math.abs(header.readInt32LE(8));
  const pixelsAt = bytes.view(10, 4).readUInt32LE(0);
  if (pixelsAt >= bytes.sizeBytes) throw corrupt('BMP without image data');
  return { kind: 'IMAGE', contentType: 'image/bmp', width, height, orientation: null };
}
