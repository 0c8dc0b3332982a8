import { corrupt, tooComplex } from '../refusal.ts';
import type { SparseBytes } from './sparse-bytes.ts';

/** One EBML element. */
export interface Element {
  id: number;
  start: number;
  payload: number;
  /** Where the element ends. An element of unknown size ends with its parent. */
  end: number;
  isSizeKnown: boolean;
}

const MAX_ELEMENTS = 16_384;
const HEADER_BYTES = 12;

/**
 * Walks the elements of a Matroska or WebM file within limits: a maximum number of elements, and children within their
 * parents.
 *
 * @see RFC 8794 (EBML), 4 to 6
 */
export class EbmlWalk {
  readonly bytes: SparseBytes;
  #visited = 0;

  constructor(bytes: SparseBytes) {
    this.bytes = bytes;
  }

  /**
   * The element at `at`; null if no header fits before the end. Only the top level (`isTopLevel`) shows a file that is
   * cut off in an element.
   */
  elementAt(at: number, parentEnd: number): Element | null {
    if (at + 2 > parentEnd) return null;
    this.#visited += 1;
    if (this.#visited > MAX_ELEMENTS) throw tooComplex(`more than ${MAX_ELEMENTS} Matroska elements`);
    const header = this.bytes.view(at, Math.min(HEADER_BYTES, parentEnd - at));
    const idBytes = Math.clz32(header[0]!) - 23;
    if (idBytes > 4 || idBytes + 1 > header.length) throw corrupt(`no Matroska element at byte ${at}`);
    const id = header.readUIntBE(0, idBytes);
    const first = header[idBytes]!;
    const sizeBytes = Math.clz32(first) - 23;
    if (sizeBytes > 8 || idBytes + sizeBytes > header.length) throw corrupt(`no Matroska element at byte ${at}`);
    let size = first & (0xff >>> sizeBytes);
    let isSizeKnown = size !== 0xff >>> sizeBytes;
    for (let index = 1; index < sizeBytes; index += 1) {
      const byte = header[idBytes + index]!;
      if (byte !== 0xff) isSizeKnown = true;
      size = size * 256 + byte;
    }
    const payload = at + idBytes + sizeBytes;
    return { id, start: at, payload, end: isSizeKnown ? payload + size : parentEnd, isSizeKnown };
  }

  /** The children of an element. A child that ends beyond its parent is corrupt. */
  *children(parent: Element): Generator<Element> {
    for (let at = parent.payload; ; ) {
      const element = this.elementAt(at, parent.end);
      if (element === null) return;
      if (element.end > parent.end) throw corrupt(`Matroska element at byte ${at} ends beyond what holds it`);
      yield element;
      at = element.end;
    }
  }

  unsigned(element: Element): number {
    const sizeBytes = element.end - element.payload;
    if (sizeBytes > 8) throw corrupt('a Matroska number of more than 8 bytes');
    let value = 0;
    for (const byte of this.bytes.view(element.payload, sizeBytes)) value = value * 256 + byte;
    return value;
  }

  float(element: Element): number {
    const sizeBytes = element.end - element.payload;
    const bytes = this.bytes.exactly(element.payload, sizeBytes, 'a Matroska number');
    if (sizeBytes === 4) return bytes.readFloatBE(0);
    return sizeBytes === 8 ? bytes.readDoubleBE(0) : 0;
  }

  /** Binary content or text, at most `limitBytes` of it. */
  content(element: Element, limitBytes: number): Buffer {
    return this.bytes.view(element.payload, Math.min(element.end - element.payload, limitBytes));
  }
}
