import { createRequire } from 'node:module';
import { expect, test } from 'vitest';

// The broker checks this sum of each batch. The patched KafkaJS computes it eight bytes at a time.
const crc32C: (bytes: Buffer) => number = createRequire(import.meta.url)(
  'kafkajs/src/protocol/recordBatch/crc32C/crc32C.js',
);

test.each([
  ['', 0],
  ['a', 0xc1d04330],
  ['123456789', 0xe3069283],
  ['\0'.repeat(32), 0x8a9136aa],
  ['\xff'.repeat(32), 0x62a8ab43],
])('the checksum of %j is that of RFC 3720', (text, expected) => {
  expect(crc32C(Buffer.from(text, 'latin1'))).toBe(expected);
});

test('the checksum is the same bit by bit, for bytes of any length', () => {
  const bytes = Buffer.from(Array.from({ length: 100 }, (_, at) => (at * 167 + 13) % 256));
  for (let length = 0; length <= bytes.length; length += 1) {
    const part = bytes.subarray(0, length);
    expect(crc32C(part)).toBe(bitByBit(part));
  }
});

function bitByBit(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}
