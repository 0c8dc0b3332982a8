import { corrupt } from '../refusal.ts';

/**
 * Thrown, not returned: a parser can read as if the whole object were present. It is not an Error, because it needs no
 * stack trace.
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
 * An object of which only some ranges have been read. A parser reads the bytes it needs. If they are missing,
 * `MissingBytes` is thrown, the range is fetched, and the parser starts again from the beginning. Parsers are pure
 * functions of the known bytes. A restart takes about a microsecond, which is cheaper than a resumable parser.
 */
export class SparseBytes {
  readonly sizeBytes: number;
  /** The smallest read, so a walk over neighbouring headers is one read. */
  readAheadBytes: number;
  readonly #pieces: Piece[] = [];
  #readCount = 0;

  constructor(sizeBytes: number, readAheadBytes: number) {
    this.sizeBytes = sizeBytes;
    this.readAheadBytes = readAheadBytes;
  }

  /** The same object, as sent from another thread. */
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

  /** The same object with unpacked bytes appended behind its end, so the same walk can read them. */
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

  /** How many reads fetched these bytes. A parser that could jump without end checks it and takes another way. */
  get readCount(): number {
    return this.#readCount;
  }

  /** Adds the bytes read at `start`; adjacent pieces are merged. */
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
   * `lengthBytes` bytes from `offset`; fewer only at the end of the object.
   *
   * @throws MissingBytes when they have not been read yet; Refusal CORRUPT for an offset that no file can have
   */
  view(offset: number, lengthBytes: number, readAheadBytes = this.readAheadBytes): Buffer {
    if (!(offset >= 0 && offset <= Number.MAX_SAFE_INTEGER)) throw corrupt('an offset in it points nowhere');
    if (offset >= this.sizeBytes || lengthBytes <= 0) return NOTHING;
    const end = Math.min(offset + lengthBytes, this.sizeBytes);
    const { bytes, start } = this.#pieceOf(offset, end, readAheadBytes);
    return bytes.subarray(offset - start, end - start);
  }

  /** One byte; undefined at the end of the object. It takes no view, which costs 100 bytes of memory. */
  byte(offset: number): number | undefined {
    if (offset >= this.sizeBytes) return undefined;
    const { bytes, start } = this.#pieceOf(offset, offset + 1, this.readAheadBytes);
    return bytes[offset - start];
  }

  /** A number of two bytes, the higher one first. @see exactly */
  u16(offset: number, what: string): number {
    if (offset + 2 > this.sizeBytes) throw this.#cutOff(what);
    const { bytes, start } = this.#pieceOf(offset, offset + 2, this.readAheadBytes);
    return bytes.readUInt16BE(offset - start);
  }

  /** The piece that holds all bytes of [offset, end). */
  #pieceOf(offset: number, end: number, readAheadBytes: number): Piece {
    let from = offset;
    for (const piece of this.#pieces) {
      const at = offset - piece.start;
      if (at < 0 || at >= piece.bytes.length) continue;
      if (end - piece.start <= piece.bytes.length) return piece;
      from = piece.start + piece.bytes.length;
      break;
    }
    throw new MissingBytes(from, Math.min(Math.max(end - from, readAheadBytes), this.sizeBytes - from));
  }

  /** True if these bytes need no further read. Bytes beyond the object's end never do. */
  has(offset: number, lengthBytes: number): boolean {
    const end = Math.min(offset + lengthBytes, this.sizeBytes);
    return end <= offset || this.#pieces.some(({ start, bytes }) => start <= offset && end <= start + bytes.length);
  }

  /** Returns a view, but never fewer bytes: an object that ends sooner is cut off. */
  exactly(offset: number, lengthBytes: number, what: string, readAheadBytes = this.readAheadBytes): Buffer {
    if (offset + lengthBytes > this.sizeBytes) throw this.#cutOff(what);
    return this.view(offset, lengthBytes, readAheadBytes);
  }

  #cutOff(what: string) {
    return corrupt(`cut off within ${what}: the file has ${this.sizeBytes} bytes`);
  }
}

function join(left: Piece, right: Piece): Piece {
  const [first, second] = left.start <= right.start ? [left, right] : [right, left];
  const overlap = first.start + first.bytes.length - second.start;
  if (overlap >= second.bytes.length) return first;
  return { start: first.start, bytes: Buffer.concat([first.bytes, second.bytes.subarray(overlap)]) };
}
