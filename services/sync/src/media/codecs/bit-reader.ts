import { corrupt } from '../refusal.ts';

/** Reads the bits of a parameter set, after removing emulation prevention bytes (00 00 03). */
export class BitReader {
  readonly #bytes: Buffer;
  #position = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** @see ITU-T H.264, 7.3.1: a NAL unit's payload without its emulation prevention bytes */
  static ofNalUnit(unit: Buffer): BitReader {
    if (!unit.includes(Buffer.from([0, 0, 3]))) return new BitReader(unit);
    const bytes = Buffer.alloc(unit.length);
    let length = 0;
    let zeros = 0;
    for (const byte of unit) {
      if (zeros >= 2 && byte === 3) {
        zeros = 0;
        continue;
      }
      bytes[length] = byte;
      length += 1;
      zeros = byte === 0 ? zeros + 1 : 0;
    }
    return new BitReader(bytes.subarray(0, length));
  }

  get bitsLeft(): number {
    return this.#bytes.length * 8 - this.#position;
  }

  flag(): boolean {
    return this.bits(1) === 1;
  }

  /** Up to 32 bits, unsigned. */
  bits(count: number): number {
    if (count > this.bitsLeft) throw corrupt('a parameter set of the codec ends too soon');
    let value = 0;
    for (let index = 0; index < count; index += 1) {
      const byte = this.#bytes[this.#position >>> 3]!;
      value = value * 2 + ((byte >>> (7 - (this.#position & 7))) & 1);
      this.#position += 1;
    }
    return value;
  }

  skip(count: number): void {
    if (count > this.bitsLeft) throw corrupt('a parameter set of the codec ends too soon');
    this.#position += count;
  }

  /** Exp-Golomb, unsigned. */
  ue(): number {
    let zeros = 0;
    while (!this.flag()) {
      zeros += 1;
      if (zeros > 32) throw corrupt('a number in a parameter set of the codec is too long');
    }
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  /** Exp-Golomb, signed. */
  se(): number {
    const code = this.ue();
    return code % 2 === 1 ? (code + 1) / 2 : -code / 2;
  }
}
