import { corrupt } from '../refusal.ts';

/**
 * Thrown, not returned, so that a parser reads as if the whole object were there; no Error, since no stack is wanted.
 */
export class MissingBytes {
  readonly offset: number;
  readonly lengthBytes: number;

  constructor(offset: number, lengthBytes: number) {
    this.offset = offset;
    this.lengthBytes = lengthBytes;
  }
}

interface Piece {
  start: number;
  bytes: Buffer;
}

const NOTHING = Buffer.alloc(0);

/**
 * An object of which only some ranges have been read. A parser asks for what it needs; where that has not been read yet
 * `MissingBytes` flies, the range is fetched, and the parser starts again from the top: parsers are pure functions of
 * the bytes known so far, cheap enough (about a microsecond) that starting again costs less than being resumable.
 */
export class SparseBytes {
  readonly sizeBytes: number;
  /** At least this much is asked for at once, so that a walk over neighbouring headers is one read. */
  readAheadBytes: number;
  readonly #pieces: Piece[] = [];
  #readCount = 0;

  constructor(sizeBytes: number, readAheadBytes: number) {
    this.sizeBytes = sizeBytes;
    this.readAheadBytes = readAheadBytes;
  }

  /** As it stood elsewhere, in another thread. */
  static restored(
    sizeBytes: number,
    readAheadBytes: number,
    readCount: number,
    pieces: { start: number; bytes: Uint8Array }[],
  ): SparseBytes {
    const restored = new SparseBytes(sizeBytes, readAheadBytes);
    for (const { start, bytes } of pieces) {
      restored.add(start, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    }
    restored.#readCount = readCount;
    return restored;
  }

  /** The same with more bytes behind its end: what was unpacked of it, to be read by the same walk. */
  withAppended(bytes: Buffer): SparseBytes {
    const extended = new SparseBytes(this.sizeBytes + bytes.length, this.readAheadBytes);
    for (const piece of this.#pieces) extended.add(piece.start, piece.bytes);
    extended.add(this.sizeBytes, bytes);
    extended.#readCount = this.#readCount;
    return extended;
  }

  get pieces(): readonly Piece[] {
    return this.#pieces;
  }

  /** How many reads made this; a parser that could jump for ever looks at it and takes another way. */
  get readCount(): number {
    return this.#readCount;
  }

  /** Adds what was read at `start`; pieces that touch become one. */
  add(start: number, bytes: Buffer): void {
    this.#readCount += 1;
    let merged: Piece = { start, bytes };
    for (let index = this.#pieces.length - 1; index >= 0; index -= 1) {
      const other = this.#pieces[index]!;
      const otherEnd = other.start + other.bytes.length;
      const mergedEnd = merged.start + merged.bytes.length;
      if (other.start > mergedEnd || merged.start > otherEnd) continue;
      this.#pieces.splice(index, 1);
      merged = join(other, merged);
    }
    this.#pieces.push(merged);
  }

  /**
   * The bytes from `offset`, `lengthBytes` of them, fewer only where the object ends.
   *
   * @throws MissingBytes when they have not been read yet; Refusal CORRUPT for an offset that no file can have
   */
  view(offset: number, lengthBytes: number, readAheadBytes = this.readAheadBytes): Buffer {
    if (!(offset >= 0 && offset <= Number.MAX_SAFE_INTEGER)) throw corrupt('an offset in it points nowhere');
    if (offset >= this.sizeBytes || lengthBytes <= 0) return NOTHING;
    const end = Math.min(offset + lengthBytes, this.sizeBytes);
    let from = offset;
    for (const piece of this.#pieces) {
      const at = offset - piece.start;
      if (at < 0 || at >= piece.bytes.length) continue;
      if (end - piece.start <= piece.bytes.length) return piece.bytes.subarray(at, end - piece.start);
      from = piece.start + piece.bytes.length;
      break;
    }
    throw new MissingBytes(from, Math.min(Math.max(end - from, readAheadBytes), this.sizeBytes - from));
  }

  /** True when these bytes can be had without a read; what lies beyond the object's end needs none. */
  has(offset: number, lengthBytes: number): boolean {
    const end = Math.min(offset + lengthBytes, this.sizeBytes);
    return end <= offset || this.#pieces.some(({ start, bytes }) => start <= offset && end <= start + bytes.length);
  }

  /** As view, but never fewer: where the object ends sooner it is cut off. */
  exactly(offset: number, lengthBytes: number, what: string, readAheadBytes = this.readAheadBytes): Buffer {
    if (offset + lengthBytes > this.sizeBytes)
      throw corrupt(`cut off within ${what}: the file has ${this.sizeBytes} bytes`);
    return this.view(offset, lengthBytes, readAheadBytes);
  }
}

function join(left: Piece, right: Piece): Piece {
  const [first, second] = left.start <= right.start ? [left, right] : [right, left];
  const overlap = first.start + first.bytes.length - second.start;
  if (overlap >= second.bytes.length) return first;
  return { start: first.start, bytes: Buffer.concat([first.bytes, second.bytes.subarray(overlap)]) };
}
