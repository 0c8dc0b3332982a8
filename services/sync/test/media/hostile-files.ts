import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORPUS_FOLDER } from './corpus.ts';
import { box, withBoxReplaced } from './large-files.ts';
import { pngChunk } from './png-chunk.ts';

/** Files known to crash, hang or mislead parsers, each with the name of its object. */
export interface HostileFile {
  what: string;
  key: string;
  bytes: Buffer;
}

const corpus = (name: string): Buffer => readFileSync(join(CORPUS_FOLDER, name));

const u32 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, 4 * index);
  return bytes;
};

const FTYP = box('ftyp', Buffer.from('mp42\0\0\0\0mp42isom', 'latin1'));

/** A table of mp42.mp4 replaced by one that states `count` entries and holds none. mp4box allocates memory for them. */
function tableOf(type: string, count: number): Buffer {
  const file = corpus('mp42.mp4');
  return withBoxReplaced(file, file.indexOf(type) - 4, box(type, type === 'stsz' ? u32(0, 0, count) : u32(0, count)));
}

function fragmentOf(samples: number, flags: number): Buffer {
  const file = corpus('fragmented.mp4');
  const moof = file.indexOf('moof') - 4;
  const trun = box('trun', u32(flags, samples));
  const traf = box('traf', box('tfhd', u32(0x020000, 1)), trun);
  return Buffer.concat([file.subarray(0, moof), box('moof', box('mfhd', u32(0, 1)), traf)]);
}

/** Each header contains all that follow. */
function nested(type: string, depth: number): Buffer {
  const bytes = Buffer.alloc(8 * depth);
  for (let level = 0; level < depth; level += 1) {
    bytes.writeUInt32BE(8 * (depth - level), 8 * level);
    bytes.write(type, 8 * level + 4, 'latin1');
  }
  return bytes;
}

const largesize = (type: string, size: bigint): Buffer => {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32BE(1, 0);
  bytes.write(type, 4, 'latin1');
  bytes.writeBigUInt64BE(size, 8);
  return bytes;
};

/** A TIFF whose first directory states 65,535 entries, or whose next directory is itself. */
function tiffDirectory(entryCount: number, next: number): Buffer {
  const bytes = Buffer.alloc(8 + 2 + 12 * 3 + 4);
  bytes.write('II*\0', 0, 'latin1');
  bytes.writeUInt32LE(8, 4);
  bytes.writeUInt16LE(entryCount, 8);
  for (const [index, [tag, value]] of (
    [
      [0x100, 32],
      [0x101, 24],
      [0x112, 1],
    ] as const
  ).entries()) {
    const at = 10 + 12 * index;
    bytes.writeUInt16LE(tag, at);
    bytes.writeUInt16LE(3, at + 2);
    bytes.writeUInt32LE(1, at + 4);
    bytes.writeUInt16LE(value, at + 8);
  }
  bytes.writeUInt32LE(next, 10 + 36);
  return bytes;
}

function jpegWithExif(block: Buffer): Buffer {
  const plain = corpus('plain.jpg');
  const length = Buffer.alloc(2);
  length.writeUInt16BE(block.length + 8);
  return Buffer.concat([
    plain.subarray(0, 2),
    Buffer.from([0xff, 0xe1]),
    length,
    Buffer.from('Exif\0\0', 'latin1'),
    block,
    plain.subarray(2),
  ]);
}

function jpegOfScans(count: number): Buffer {
  const plain = corpus('progressive.jpg');
  const at = plain.indexOf(Buffer.from([0xff, 0xda]));
  const scan = Buffer.from([0xff, 0xda, 0x00, 0x08, 0x01, 0x01, 0x00, 0x00, 0x00, 0x01, 0x00]);
  return Buffer.concat([
    plain.subarray(0, at),
    ...Array.from({ length: count }, () => scan),
    Buffer.from([0xff, 0xd9]),
  ]);
}

function apngOfFrames(count: number): Buffer {
  const plain = corpus('plain.png');
  const control = pngChunk('acTL', u32(0xffffffff, 0)).bytes;
  const frame = pngChunk('fcTL', Buffer.alloc(26, 0xff)).bytes;
  const rest = plain.subarray(33);
  return Buffer.concat([plain.subarray(0, 33), control, ...Array.from({ length: count }, () => frame), rest]);
}

function ebmlNested(depth: number): Buffer {
  const head = corpus('vp9.webm').subarray(0, 5 + corpus('vp9.webm')[4]! - 0x80);
  const level = Buffer.from([0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
  return Buffer.concat([head, ...Array.from({ length: depth }, () => level)]);
}

const gifBomb = (): Buffer => {
  const bytes = Buffer.concat([corpus('plain.gif').subarray(0, 13), Buffer.alloc(48)]);
  bytes.writeUInt16LE(65_535, 6);
  bytes.writeUInt16LE(65_535, 8);
  const frame = Buffer.from([0x2c, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 2, 1, 0, 0]);
  return Buffer.concat([bytes, ...Array.from({ length: 100_000 }, () => frame), Buffer.from([0x3b])]);
};

const zipped = (): Buffer => {
  const profile = Buffer.concat([
    Buffer.from('Raw profile type exif\0\0', 'latin1'),
    Buffer.from('789cedc1010d000000c2a0f74f6d0e37a000000000000000000000000000000000', 'hex'),
  ]);
  const plain = corpus('plain.png');
  return Buffer.concat([plain.subarray(0, 33), pngChunk('zTXt', profile).bytes, plain.subarray(33)]);
};

export const HOSTILE_FILES: readonly HostileFile[] = [
  { what: 'stsz that states 4,294,967,295 sizes (kills mp4box)', key: 'a.mp4', bytes: tableOf('stsz', 0xffffffff) },
  { what: 'stts that states 4,294,967,295 durations', key: 'a.mp4', bytes: tableOf('stts', 0xffffffff) },
  { what: 'stco that states 4,294,967,295 chunks', key: 'a.mp4', bytes: tableOf('stco', 0xffffffff) },
  { what: 'trun of 4,294,967,295 samples (kills mp4box)', key: 'a.mp4', bytes: fragmentOf(0xffffffff, 0x000100) },
  { what: 'trun of 4,294,967,295 samples without fields', key: 'a.mp4', bytes: fragmentOf(0xffffffff, 0) },
  {
    what: 'moov nested 100,000 deep (overflows mp4box)',
    key: 'a.mp4',
    bytes: Buffer.concat([FTYP, nested('moov', 100_000)]),
  },
  { what: 'tracks nested 30 deep', key: 'a.mp4', bytes: Buffer.concat([FTYP, box('moov', nested('trak', 30))]) },
  { what: 'a largesize beyond the file', key: 'a.mp4', bytes: Buffer.concat([FTYP, largesize('moov', 2n ** 62n)]) },
  { what: 'a largesize of 2^64 - 1', key: 'a.mp4', bytes: Buffer.concat([FTYP, largesize('mdat', 2n ** 64n - 1n)]) },
  { what: 'a largesize smaller than its header', key: 'a.mp4', bytes: Buffer.concat([FTYP, largesize('moov', 3n)]) },
  {
    what: 'boxes of no length in moov',
    key: 'a.mp4',
    bytes: Buffer.concat([FTYP, box('moov', u32(0, 0x74726b61), Buffer.alloc(4000))]),
  },
  {
    what: 'a hundred thousand empty boxes',
    key: 'a.mp4',
    bytes: Buffer.concat([FTYP, ...Array.from({ length: 100_000 }, () => box('free'))]),
  },
  {
    what: 'a short tkhd (mp4box throws)',
    key: 'a.mp4',
    bytes: withBoxReplaced(corpus('mp42.mp4'), corpus('mp42.mp4').indexOf('mdhd') - 4, box('mdhd', u32(0))),
  },
  { what: 'a directory of 65,535 entries', key: 'a.tif', bytes: tiffDirectory(65_535, 0) },
  {
    what: 'a directory of 65,535 entries that are there',
    key: 'a.tif',
    bytes: Buffer.concat([tiffDirectory(65_535, 0), Buffer.alloc(800_000)]),
  },
  { what: 'a directory that is its own next', key: 'a.tif', bytes: tiffDirectory(3, 8) },
  { what: 'EXIF whose directory is its own next', key: 'a.jpg', bytes: jpegWithExif(tiffDirectory(3, 8)) },
  { what: 'EXIF of 65,535 entries', key: 'a.jpg', bytes: jpegWithExif(tiffDirectory(65_535, 0)) },
  { what: 'a JPEG of 80,000 scans', key: 'a.jpg', bytes: jpegOfScans(80_000) },
  {
    what: 'a JPEG of padding alone',
    key: 'a.jpg',
    bytes: Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(2_000_000, 0xff)]),
  },
  {
    what: 'a JPEG of stray bytes alone',
    key: 'a.jpg',
    bytes: Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 2]), Buffer.alloc(2_000_000, 0x11)]),
  },
  { what: 'a JPEG of restart markers alone', key: 'a.jpg', bytes: Buffer.alloc(2_000_000, Buffer.from([0xff, 0xd8])) },
  { what: 'an APNG that states 4,294,967,295 frames and has 5,000', key: 'a.png', bytes: apngOfFrames(5_000) },
  { what: 'a PNG text profile that unpacks to much', key: 'a.png', bytes: zipped() },
  { what: 'a GIF of 100,000 frames of 65,535 x 65,535', key: 'a.gif', bytes: gifBomb() },
  { what: 'Matroska segments of unknown size in one another', key: 'a.webm', bytes: ebmlNested(50_000) },
  {
    what: 'an AVI of empty lists in one another',
    key: 'a.avi',
    bytes: Buffer.concat([
      Buffer.from('RIFF\xff\xff\xff\x7fAVI ', 'latin1'),
      Buffer.alloc(1_000_000, Buffer.from('LIST\xff\xff\xff\x00strl', 'latin1')),
    ]),
  },
  { what: 'a HEIC of 65,535 items', key: 'a.heic', bytes: heicOfItems() },
];

function heicOfItems(): Buffer {
  const meta = box(
    'meta',
    u32(0),
    box('pitm', Buffer.alloc(6)),
    box('iprp', box('ipco'), box('ipma', u32(0, 0xffffffff))),
    box('iloc', u32(0, 0x4444ffff)),
    box('iinf', u32(0), Buffer.alloc(60_000)),
  );
  return Buffer.concat([box('ftyp', Buffer.from('heic\0\0\0\0heic', 'latin1')), meta]);
}
