import type { SparseBytes } from '../bytes/sparse-bytes.ts';
import type { ParsedImage } from '../parsed.ts';
import { corrupt } from '../refusal.ts';

const HEADER_BYTES = 13;

/**
 * The logical screen's size; the frames are never visited, so neither their number nor their size costs anything.
 *
 * @see GIF89a specification, 18
 */
export function parseGif(bytes: SparseBytes): ParsedImage {
  const header = bytes.exactly(0, HEADER_BYTES, 'the GIF header');
  const flags = header.readUInt8(10);
  const tableBytes = (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
  if (HEADER_BYTES + tableBytes >= bytes.sizeBytes) throw corrupt('GIF without image data');
  const width = header.readUInt16LE(6);
  const height = header.readUInt16LE(8);
  return { kind: 'IMAGE', contentType: 'image/gif', width, height, orientation: null };
}
