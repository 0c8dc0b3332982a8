import { corrupt, tooComplex } from '../refusal.ts';
import type { SparseBytes } from './sparse-bytes.ts';

/** One box of an ISO base media file, with the position of its payload. */
export interface Box {
  type: string;
  /** Where the header begins. */
  start: number;
  /** Where the payload begins. */
  payload: number;
  end: number;
}

/** Real files nest 8 deep (moov/trak/mdia/minf/stbl/stsd/avc1/avcC) and hold a few hundred boxes. */
const MAX_DEPTH = 12;
const MAX_BOXES = 4096;

/**
 * Walks boxes and refuses impossible structures. These are: more than 4,096 boxes (or another given number), a child
 * that ends beyond its parent, a size smaller than the header, and size 0 ("to the end") below the top level.
 *
 * @see ISO/IEC 14496-12, 4.2
 */
export class BoxWalk {
  readonly #bytes: SparseBytes;
  readonly #maxBoxes: number;
  #visited = 0;

  constructor(bytes: SparseBytes, maxBoxes = MAX_BOXES) {
    this.#bytes = bytes;
    this.#maxBoxes = maxBoxes;
  }

  get bytes(): SparseBytes {
    return this.#bytes;
  }

  /** The box at `at`, within a parent that ends at `parentEnd`; null if fewer bytes are left than a header needs. */
  boxAt(at: number, parentEnd: number, depth = 1): Box | null {
    if (at + 8 > parentEnd) return null;
    this.#visited += 1;
    if (this.#visited > this.#maxBoxes) throw tooComplex(`more than ${this.#maxBoxes} boxes`);
    if (depth > MAX_DEPTH) throw tooComplex(`boxes nested more than ${MAX_DEPTH} deep`);
    const header = this.#bytes.view(at, Math.min(16, parentEnd - at));
    const size32 = header.readUInt32BE(0);
    const type = header.toString('latin1', 4, 8);
    if (size32 === 1) {
      if (header.length < 16) throw corrupt(`box ${printable(type)} is cut off within its size`);
      return this.#checked(
        { type, start: at, payload: at + 16, end: at + Number(header.readBigUInt64BE(8)) },
        parentEnd,
      );
    }
    if (size32 === 0) {
      if (depth > 1) throw corrupt(`box ${printable(type)} of no size within another box`);
      return { type, start: at, payload: at + 8, end: parentEnd };
    }
    return this.#checked({ type, start: at, payload: at + 8, end: at + size32 }, parentEnd);
  }

  #checked(box: Box, parentEnd: number): Box {
    if (box.end < box.payload)
      throw corrupt(`box ${printable(box.type)} at byte ${box.start} is smaller than its header`);
    if (box.end > parentEnd && parentEnd === this.#bytes.sizeBytes) {
      throw corrupt(`cut off: box ${printable(box.type)} goes on to byte ${box.end}, the file has ${parentEnd}`);
    }
    if (box.end > parentEnd) throw corrupt(`box ${printable(box.type)} at byte ${box.start} ends beyond what holds it`);
    return box;
  }

  /** The children of a box, from `from` on. Trailing bytes too few for a header are ignored, as players do. */
  *children(from: number, end: number, depth: number): Generator<Box> {
    for (let at = from; ; ) {
      const box = this.boxAt(at, end, depth);
      if (box === null) return;
      yield box;
      at = box.end;
    }
  }

  /** The first child of that type; null if there is none. */
  find(from: number, end: number, depth: number, type: string): Box | null {
    for (const box of this.children(from, end, depth)) if (box.type === type) return box;
    return null;
  }

  payload(box: Box, lengthBytes = box.end - box.payload): Buffer {
    return this.#bytes.view(box.payload, Math.min(lengthBytes, box.end - box.payload));
  }
}

const printable = (type: string): string => (/^[\x20-\x7e]{4}$/.test(type) ? `"${type}"` : 'of no name');
