import { corrupt } from '../refusal.ts';

/** Reads the fields of one box in order. A box that ends too soon is corrupt. */
export class FieldReader {
  readonly #bytes: Buffer;
  readonly #box: string;
  #at = 0;

  constructor(bytes: Buffer, box: string) {
    this.#bytes = bytes;
    this.#box = box;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  /** The version of a full box; its flags are skipped. */
  version(): number {
    return this.u32() >>> 24;
  }

  u8(): number {
    return this.#bytes.readUInt8(this.#take(1));
  }

  u16(): number {
    return this.#bytes.readUInt16BE(this.#take(2));
  }

  u32(): number {
    return this.#bytes.readUInt32BE(this.#take(4));
  }

  i32(): number {
    return this.#bytes.readInt32BE(this.#take(4));
  }

  /** Not exact above 2^53, a value that no file reaches. */
  u64(): number {
    return Number(this.#bytes.readBigUInt64BE(this.#take(8)));
  }

  /** An unsigned number of 0, 1, 2, 4 or 8 bytes; of 0 bytes it is 0. */
  sized(sizeBytes: number): number {
    if (sizeBytes === 0) return 0;
    if (sizeBytes === 8) return this.u64();
    if (sizeBytes > 4) throw corrupt(`a number of ${sizeBytes} bytes in box "${this.#box}"`);
    return this.#bytes.readUIntBE(this.#take(sizeBytes), sizeBytes);
  }

  text(lengthBytes: number): string {
    const at = this.#take(lengthBytes);
    return this.#bytes.toString('latin1', at, at + lengthBytes);
  }

  skip(lengthBytes: number): void {
    this.#take(lengthBytes);
  }

  #take(lengthBytes: number): number {
    const at = this.#at;
    if (lengthBytes > this.left) throw corrupt(`box "${this.#box}" ends too soon`);
    this.#at = at + lengthBytes;
    return at;
  }
}
