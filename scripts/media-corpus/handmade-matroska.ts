const TRACKS = Buffer.from('1654ae6b', 'hex');
const SEGMENT = Buffer.from('18538067', 'hex');

/** A file that ends where its tracks begin. The size of its segment, 8 bytes as FFmpeg writes it, is reduced to fit. */
export function withoutTracks(webm: Buffer): Buffer {
  const copy = Buffer.from(webm.subarray(0, webm.indexOf(TRACKS)));
  const sizeAt = copy.indexOf(SEGMENT) + 4;
  copy.writeBigUInt64BE(0x01n * 2n ** 56n + BigInt(copy.length - sizeAt - 8), sizeAt);
  return copy;
}

/** As browsers record: without DefaultDuration, which a void element replaces. */
export function withoutRate(webm: Buffer): Buffer {
  const copy = Buffer.from(webm);
  const at = copy.indexOf(Buffer.from('23e383', 'hex'));
  const bytes = 4 + (copy[at + 3]! & 0x7f);
  copy.fill(0, at, at + bytes);
  copy[at] = 0xec;
  copy[at + 1] = 0x80 | (bytes - 2);
  return copy;
}
