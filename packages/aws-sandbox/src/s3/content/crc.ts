/** Table of the Castagnoli polynomial, reflected. */
const CRC32C = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value >>> 0;
});

/** @param start  the checksum of the bytes before these */
export function crc32c(bytes: Uint8Array, start = 0): number {
  let value = ~start >>> 0;
  for (const byte of bytes) value = (CRC32C[(value ^ byte) & 0xff]! ^ (value >>> 8)) >>> 0;
  return ~value >>> 0;
}

/** Table of NVMe's polynomial, reflected, in two halves: BigInt would be ten times slower. */
const CRC64 = (() => {
  const high = new Uint32Array(256);
  const low = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let value = BigInt(byte);
    for (let bit = 0; bit < 8; bit++) value = value & 1n ? (value >> 1n) ^ 0x9a6c9329ac4bc9b5n : value >> 1n;
    high[byte] = Number(value >> 32n);
    low[byte] = Number(value & 0xffffffffn);
  }
  return { high, low };
})();

export function crc64nvme(bytes: Uint8Array, start = 0n): bigint {
  const inverted = ~start & 0xffff_ffff_ffff_ffffn;
  let high = Number(inverted >> 32n);
  let low = Number(inverted & 0xffffffffn);
  for (const byte of bytes) {
    const index = (low ^ byte) & 0xff;
    low = (((low >>> 8) | (high << 24)) ^ CRC64.low[index]!) >>> 0;
    high = ((high >>> 8) ^ CRC64.high[index]!) >>> 0;
  }
  return ~((BigInt(high) << 32n) | BigInt(low)) & 0xffff_ffff_ffff_ffffn;
}
