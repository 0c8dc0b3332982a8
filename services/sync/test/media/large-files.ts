import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORPUS_FOLDER } from './corpus.ts';
import { pngChunk } from './png-chunk.ts';

/** Large files in memory: real headers around zeros of any size. */
const corpus = (name: string): Buffer => readFileSync(join(CORPUS_FOLDER, name));

export function jpeg({ metadataBytes, segments = 1 }: { metadataBytes: number; segments?: number }): Buffer {
  const plain = corpus('plain.jpg');
  const segment = Buffer.alloc(metadataBytes + 4);
  segment.writeUInt16BE(0xffed, 0);
  segment.writeUInt16BE(metadataBytes + 2, 2);
  const metadata = metadataBytes === 0 ? [] : Array.from({ length: segments }, () => segment);
  return Buffer.concat([plain.subarray(0, 2), ...metadata, plain.subarray(2), Buffer.alloc(3_000_000)]);
}

export function png({ idatBytes, chunks }: { idatBytes: number; chunks: number }): Buffer {
  const plain = corpus('plain.png');
  const idat = pngChunk('IDAT', Buffer.alloc(idatBytes, 0x55)).bytes;
  const end = pngChunk('IEND', Buffer.alloc(0)).bytes;
  return Buffer.concat([plain.subarray(0, 33), ...Array.from({ length: chunks }, () => idat), end]);
}

export function webp({ hasExif }: { hasExif: boolean }): Buffer {
  const chunk = (name: string, data: Buffer): Buffer => {
    const header = Buffer.alloc(8);
    header.write(name, 'latin1');
    header.writeUInt32LE(data.length, 4);
    return Buffer.concat([header, data]);
  };
  const extended = Buffer.alloc(10);
  extended[0] = hasExif ? 8 : 0;
  extended.writeUIntLE(99, 4, 3);
  extended.writeUIntLE(49, 7, 3);
  const exif = Buffer.from('49492a0008000000010012010300010000000100000000000000', 'hex');
  const body = [
    chunk('VP8X', extended),
    chunk('VP8 ', Buffer.alloc(2_000_000)),
    ...(hasExif ? [chunk('EXIF', exif)] : []),
  ];
  return chunk('RIFF', Buffer.concat([Buffer.from('WEBP'), ...body]));
}

export const gif = (): Buffer => Buffer.concat([corpus('plain.gif'), Buffer.alloc(1_000_000)]);

export const bmp = (): Buffer => Buffer.concat([corpus('plain.bmp'), Buffer.alloc(1_000_000)]);

export function tiff(): Buffer {
  const small = corpus('little-endian.tif');
  const at = small.readUInt32LE(4);
  const pixels = 2_000_000;
  const header = Buffer.from(small.subarray(0, 8));
  header.writeUInt32LE(8 + pixels, 4);
  return Buffer.concat([header, Buffer.alloc(pixels), small.subarray(at)]);
}

export function box(type: string, ...payload: Buffer[]): Buffer {
  const body = Buffer.concat(payload);
  const header = Buffer.alloc(8);
  header.writeUInt32BE(body.length + 8);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, body]);
}

const moovOf = (file: Buffer): { start: number; end: number } => {
  const start = file.indexOf('moov') - 4;
  return { start, end: start + file.readUInt32BE(start) };
};

/** `tableBytes` of filler are in moov behind the video track, where real files have their other tracks and tables. */
export function mp4({ isMoovFirst, tableBytes }: { isMoovFirst: boolean; tableBytes: number }): Buffer {
  const file = corpus('mp42.mp4');
  const { start, end } = moovOf(file);
  const moov = box('moov', file.subarray(start + 8, end), box('free', Buffer.alloc(tableBytes)));
  const mdat = box('mdat', Buffer.alloc(4_000_000));
  const brand = file.subarray(0, file.readUInt32BE(0));
  return Buffer.concat(isMoovFirst ? [brand, moov, mdat] : [brand, mdat, moov]);
}

/** A table with this many sample durations. */
export function mp4WithDurations(count: number): Buffer {
  const file = corpus('mp42.mp4');
  const at = file.indexOf('stts') - 4;
  const stts = Buffer.alloc(8 + 8 * count);
  stts.writeUInt32BE(count, 4);
  return withBoxReplaced(file, at, box('stts', stts));
}

/** Replaces a box in moov, and corrects the sizes of all boxes around it. */
export function withBoxReplaced(file: Buffer, at: number, replacement: Buffer): Buffer {
  const copy = Buffer.from(file);
  const growth = replacement.length - copy.readUInt32BE(at);
  for (const type of ['moov', 'trak', 'mdia', 'minf', 'stbl']) {
    const holder = copy.lastIndexOf(type, at) - 4;
    if (holder < 0 || holder + copy.readUInt32BE(holder) <= at) continue;
    copy.writeUInt32BE(copy.readUInt32BE(holder) + growth, holder);
  }
  return Buffer.concat([copy.subarray(0, at), replacement, copy.subarray(at + file.readUInt32BE(at))]);
}

export function mp4WithManyParts(count: number): Buffer {
  const file = corpus('mp42.mp4');
  const { start, end } = moovOf(file);
  const parts = Array.from({ length: count }, () => box('mdat', Buffer.alloc(100_000)));
  return Buffer.concat([file.subarray(0, file.readUInt32BE(0)), ...parts, file.subarray(start, end)]);
}

/** An item location box of this many bytes. */
export function heifWithLocations(locationBytes: number): Buffer {
  const file = corpus('plain.heic');
  const at = file.indexOf('iloc') - 4;
  const meta = file.indexOf('meta') - 4;
  const copy = Buffer.from(file);
  const growth = locationBytes - copy.readUInt32BE(at);
  copy.writeUInt32BE(copy.readUInt32BE(meta) + growth, meta);
  const replacement = box('iloc', copy.subarray(at + 8, at + copy.readUInt32BE(at)), Buffer.alloc(growth));
  return Buffer.concat([copy.subarray(0, at), replacement, copy.subarray(at + file.readUInt32BE(at))]);
}

/**
 * A recording without rate and duration: a cluster of unknown size with frames of `frameBytes`, 33 or 34 milliseconds
 * apart.
 */
export function webmWithoutRate({ frames, frameBytes }: { frames: number; frameBytes: number }): Buffer {
  const file = corpus('no-rate.webm');
  const segment = file.indexOf(Buffer.from('18538067', 'hex'));
  const head = Buffer.from(file.subarray(0, file.indexOf(Buffer.from('1f43b675', 'hex'))));
  head.fill(0xff, segment + 5, segment + 12);
  head[segment + 4] = 1;
  const cluster = Buffer.from('1f43b675ffe78100', 'hex');
  const blocks = Array.from({ length: frames }, (_, frame) => {
    const block = Buffer.alloc(4 + 1 + 4 + frameBytes);
    block[0] = 0xa3;
    block.writeUInt32BE(0x10000000 + 4 + frameBytes, 1);
    block[5] = 0x81;
    block.writeInt16BE(Math.round((frame * 1000) / 30), 6);
    return block;
  });
  return Buffer.concat([head, cluster, ...blocks]);
}

const topLevelBoxes = (file: Buffer): Buffer[] => {
  const boxes: Buffer[] = [];
  for (let at = 0; at + 8 <= file.length; at += file.readUInt32BE(at))
    boxes.push(file.subarray(at, at + file.readUInt32BE(at)));
  return boxes;
};
const typeOf = (found: Buffer): string => found.toString('latin1', 4, 8);

/** A long recording in fragments, without any index. Filler is between the first and the last fragments. */
export function fragmentedWithoutIndex(fillerBytes: number): Buffer {
  const boxes = topLevelBoxes(corpus('fragmented.mp4')).filter((found) => typeOf(found) !== 'mfra');
  const second = boxes.findIndex((found) => typeOf(found) === 'mdat') + 1;
  const filler = box('mdat', Buffer.alloc(fillerBytes / 2));
  return Buffer.concat([...boxes.slice(0, second), filler, filler, ...boxes.slice(second)]);
}
