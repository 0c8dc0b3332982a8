import type { SparseBytes } from '../../bytes/sparse-bytes.ts';
import type { ParsedImage } from '../../parsed.ts';
import { corrupt } from '../../refusal.ts';

const HEADER_BYTES = 13;

/**
 * The size of the logical screen. The frames are never visited, so their number and size cost nothing.
 *
 * @see GIF89a specification, 18
 */
export function parseGif(bytes: SparseBytes): ParsedImage {
  const header = bytes.exactly(0, HEADER_BYTES, 'the GIF header');
  const flags = header.readUInt8(10);
  const tableBytes = (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
  if (HEADER_BYTES + tableBytes >= bytes.sizeBytes) throw corrupt('GIF without image data');
  refuseIfCutOff(bytes, HEADER_BYTES + tableBytes);
  const width = header.readUInt16LE(6);
  const height = header.readUInt16LE(8);
  return { kind: 'IMAGE', contentType: 'image/gif', width, height, orientation: null };
}

const TRAILER = 0x3b;
const IMAGE = 0x2c;
const EXTENSION = 0x21;

/**
 * Walks to the end of the first image's data within the bytes that are already read. It requests no further bytes. A
 * file that ends with its trailer is whole, even if its blocks are malformed.
 */
function refuseIfCutOff(bytes: SparseBytes, from: number): void {
  const { sizeBytes } = bytes;
  if (!bytes.has(sizeBytes - 1, 1) || bytes.view(sizeBytes - 1, 1)[0] === TRAILER) return;
  let position = from;
  for (;;) {
    if (!bytes.has(position, 11)) return;
    const start = bytes.view(position, 11);
    if (start.length < 2 || (start[0] === IMAGE && start.length < 11))
      throw corrupt('cut off: GIF without a whole image');
    if (start[0] !== IMAGE && start[0] !== EXTENSION) return;
    const isImage = start[0] === IMAGE;
    const flags = isImage ? start[9]! : 0;
    position += isImage ? 11 + ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1)) : 2;
    for (;;) {
      if (!bytes.has(position, 1)) return;
      const size = bytes.view(position, 1)[0];
      if (size === undefined) throw corrupt('cut off: GIF without a whole image');
      position += 1 + size;
      if (size === 0) break;
    }
    if (isImage) return;
  }
}
