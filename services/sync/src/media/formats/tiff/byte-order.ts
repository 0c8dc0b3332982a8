/** Reads numbers of a TIFF structure in the byte order its header names. */
export class ByteOrder {
  static readonly LITTLE = new ByteOrder(true);
  static readonly BIG = new ByteOrder(false);
  readonly isLittle: boolean;

  private constructor(isLittle: boolean) {
    this.isLittle = isLittle;
  }

  /** By the first two bytes, "II" or "MM"; null for anything else. */
  static of(header: Buffer): ByteOrder | null {
    if (header[0] === 0x49 && header[1] === 0x49) return ByteOrder.LITTLE;
    return header[0] === 0x4d && header[1] === 0x4d ? ByteOrder.BIG : null;
  }

  u16(bytes: Buffer, at: number): number {
    return this.isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);
  }

  u32(bytes: Buffer, at: number): number {
    return this.isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
  }

  /** Not exact above 2^53, a value that no file reaches. */
  u64(bytes: Buffer, at: number): number {
    return Number(this.isLittle ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at));
  }

  /**
   * The first value of a TIFF field of `sizeBytes` bytes at `at`; null if the type is not a number or there is no
   * value.
   */
  value(bytes: Buffer, at: number, type: number, sizeBytes: number): number | null {
    if (sizeBytes === 0) return null;
    switch (type) {
      case 1:
        return bytes.readUInt8(at);
      case 6:
        return bytes.readInt8(at);
      case 3:
        return this.u16(bytes, at);
      case 8:
        return this.isLittle ? bytes.readInt16LE(at) : bytes.readInt16BE(at);
      case 4:
      case 13:
        return this.u32(bytes, at);
      case 9:
        return this.isLittle ? bytes.readInt32LE(at) : bytes.readInt32BE(at);
      case 5:
        return this.u32(bytes, at) / this.u32(bytes, at + 4);
      case 2:
        return asciiDigit(bytes, at);
      case 7:
        return sizeBytes === 1 ? bytes.readUInt8(at) : null;
      case 16:
        return this.u64(bytes, at);
      default:
        return null;
    }
  }
}

function asciiDigit(bytes: Buffer, at: number): number | null {
  const digit = bytes.readUInt8(at) - 0x30;
  return digit >= 0 && digit <= 9 ? digit : null;
}
