/** Values that replace counts and sizes. */
const EXTREMES = [0, 1, 2, 7, 8, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

/**
 * Makes one to eight changes, mostly near the beginning, where the headers are: flipped bits, extreme values, cuts,
 * duplicates, swaps.
 */
export function mutate(original: Buffer, random: () => number): Buffer {
  let bytes = Buffer.from(original);
  const below = (limit: number): number => Math.floor(random() * limit);
  const place = (width: number): number => {
    const limit = Math.max(1, bytes.length - width);
    return random() < 0.7 ? below(Math.min(limit, 1024)) : below(limit);
  };
  const changes = 1 + below(8);
  for (let change = 0; change < changes && bytes.length > 16; change += 1) {
    const at = place(4);
    switch (below(7)) {
      case 0:
        bytes[at]! ^= 1 << below(8);
        break;
      case 1:
        bytes[at] = below(256);
        break;
      case 2:
        bytes.writeUInt32BE(EXTREMES[below(EXTREMES.length)]!, at);
        break;
      case 3:
        bytes.writeUInt32LE(EXTREMES[below(EXTREMES.length)]!, at);
        break;
      case 4:
        bytes = bytes.subarray(0, Math.max(17, place(0)));
        break;
      case 5: {
        const lengthBytes = 1 + below(64);
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at, at + lengthBytes), bytes.subarray(at)]);
        break;
      }
      default:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(16))]);
    }
  }
  return Buffer.from(bytes);
}
