import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { withoutRate, withoutTracks } from './handmade-matroska.ts';
import { exifMovedBehindData, exifOf, withRawProfile } from './handmade-png.ts';

/** Makes the files that no tool makes, from files of the recipes. Existing files stay. */
export function makeByHand(folder: string): void {
  const read = (name: string): Buffer => readFileSync(join(folder, name));
  const write = (name: string, bytes: Buffer): void => {
    if (!existsSync(join(folder, name))) writeFileSync(join(folder, name), bytes);
  };

  for (const value of [1, 6])
    write(`exif-after-image-data-${value}.png`, exifMovedBehindData(read(`orientation-${value}.png`)));
  write('exif-after-noise.png', exifMovedBehindData(read('orientation-6-noise.png')));
  write('raw-profile.png', withRawProfile(read('plain.png'), exifOf(read('orientation-8.png'))));
  write('top-down.bmp', withNegativeHeight(read('version-3.bmp')));
  for (const turns of [1, 2, 3]) write(`irot-${turns * 90}.heic`, withRotation(read('plain.heic'), turns));
  write('irot-270-exif-1.heic', withRotation(read('orientation-1.heic'), 3));
  write('irot-270-exif-6.heic', withRotation(read('orientation-6.heic'), 3));
  write('irot-90.avif', withRotation(read('plain.avif'), 1));
  write('exif-after-frame-header.jpg', exifBehindFrameHeader(read('orientation-6-mm.jpg')));
  write(
    'stray-bytes.jpg',
    Buffer.concat([
      read('orientation-3-ii.jpg').subarray(0, 2),
      Buffer.from([0xff, 0xff, 0x00, 0x12]),
      read('orientation-3-ii.jpg').subarray(2),
    ]),
  );
  write('cut-in-header.jpg', read('plain.jpg').subarray(0, 120));
  write('cut-in-data.png', read('noise.png').subarray(0, 9000));
  write('cut-in-data.mp4', read('moov-first.mp4').subarray(0, -200));
  write('without-moov.mp4', read('mp42.mp4').subarray(0, 1200));
  write('zeros.jpg', Buffer.alloc(2000));
  write('no-extension-text', Buffer.from('nothing but words\n'));
  write('quicktime-without-brand.mov', withoutBrand(read('h264.mov')));
  write('avc3.mp4', withParameterSetsInFramesOnly(read('in-band.mp4'), 'avc1', 'avc3', 'avcC', 5));
  write('hev1-in-band.mp4', withParameterSetsInFramesOnly(read('hevc-in-band.mp4'), 'hev1', 'hev1', 'hvcC', 22));
  write('cut-in-end-chunk.png', read('plain.png').subarray(0, -4));
  write('first-entry-of-no-type.tif', withFirstEntryOfNoType(read('little-endian.tif')));
  write('sound-only-cut-off.m4a', Buffer.concat([withoutData(read('sound-only.m4a')), Buffer.from('\0\0\x40\0free')]));
  write('without-tracks.webm', withoutTracks(read('vp8.webm')));
  write('no-rate.webm', withoutRate(read('vp8.webm')));
  write('compressed-header.mov', withCompressedHeader(read('h264.mov')));
}

function withNegativeHeight(bmp: Buffer): Buffer {
  const copy = Buffer.from(bmp);
  copy.writeInt32LE(-copy.readInt32LE(22), 22);
  return copy;
}

/** Moves the APP1 segment behind the frame header. */
function exifBehindFrameHeader(jpeg: Buffer): Buffer {
  const segments: Buffer[] = [];
  let at = 2;
  while (jpeg[at + 1] !== 0xda) {
    const end = at + 2 + jpeg.readUInt16BE(at + 2);
    segments.push(jpeg.subarray(at, end));
    at = end;
  }
  const exif = segments.filter((segment) => segment[1] === 0xe1);
  const rest = segments.filter((segment) => segment[1] !== 0xe1);
  return Buffer.concat([jpeg.subarray(0, 2), ...rest, ...exif, jpeg.subarray(at)]);
}

interface BoxRange {
  at: number;
  end: number;
}

function findBox(file: Buffer, from: number, end: number, type: string): BoxRange {
  for (let at = from; at < end; at += file.readUInt32BE(at)) {
    if (file.toString('latin1', at + 4, at + 8) === type) return { at, end: at + file.readUInt32BE(at) };
  }
  throw new Error(`no box ${type}`);
}

/** Adds an irot property to the file's properties and to the primary item's, and moves what lies behind. */
function withRotation(heif: Buffer, turns: number): Buffer {
  const meta = findBox(heif, 0, heif.length, 'meta');
  const iprp = findBox(heif, meta.at + 12, meta.end, 'iprp');
  const ipco = findBox(heif, iprp.at + 8, iprp.end, 'ipco');
  const ipma = findBox(heif, iprp.at + 8, iprp.end, 'ipma');
  const iloc = findBox(heif, meta.at + 12, meta.end, 'iloc');
  let count = 0;
  for (let at = ipco.at + 8; at < ipco.end; at += heif.readUInt32BE(at)) count += 1;
  const irot = Buffer.from([0, 0, 0, 9, 0x69, 0x72, 0x6f, 0x74, turns]);
  const copy = Buffer.from(heif);
  const grow = (box: BoxRange, by: number): void => void copy.writeUInt32BE(copy.readUInt32BE(box.at) + by, box.at);
  const primary = heif.readUInt16BE(findBox(heif, meta.at + 12, meta.end, 'pitm').at + 12);
  // ipma: version and flags (4), entry count (4); then item id (2), association count (1), associations of 1 byte
  let countAt = ipma.at + 16 + 2;
  while (heif.readUInt16BE(countAt - 2) !== primary) countAt += 1 + heif[countAt]! + 2;
  const lastAt = countAt + 1 + copy[countAt]!;
  copy[countAt]! += 1;
  grow(ipma, 1);
  grow(ipco, irot.length);
  grow(iprp, irot.length + 1);
  grow(meta, irot.length + 1);
  moveExtents(copy, iloc, irot.length + 1);
  return Buffer.concat([
    copy.subarray(0, ipco.end),
    irot,
    copy.subarray(ipco.end, lastAt),
    Buffer.from([0x80 | (count + 1)]),
    copy.subarray(lastAt),
  ]);
}

/** Every extent lies behind meta, so each moves by what meta grows. */
function moveExtents(heif: Buffer, iloc: BoxRange, by: number): void {
  const version = heif[iloc.at + 8]!;
  const [offsetSize, lengthSize] = [heif[iloc.at + 12]! >> 4, heif[iloc.at + 12]! & 15];
  const [baseSize, indexSize] = [heif[iloc.at + 13]! >> 4, version === 0 ? 0 : heif[iloc.at + 13]! & 15];
  let at = iloc.at + 14;
  const items = version < 2 ? heif.readUInt16BE(at) : heif.readUInt32BE(at);
  at += version < 2 ? 2 : 4;
  for (let item = 0; item < items; item += 1) {
    at += version < 2 ? 2 : 4;
    const method = version === 0 ? 0 : heif.readUInt16BE(at) & 15;
    at += (version === 0 ? 0 : 2) + 2;
    if (baseSize === 4 && method === 0) heif.writeUInt32BE(heif.readUInt32BE(at) + (offsetSize === 0 ? by : 0), at);
    at += baseSize;
    const extents = heif.readUInt16BE(at);
    at += 2;
    for (let extent = 0; extent < extents; extent += 1) {
      at += indexSize;
      if (offsetSize === 4 && method === 0) heif.writeUInt32BE(heif.readUInt32BE(at) + by, at);
      at += offsetSize + lengthSize;
    }
  }
}

const box = (type: string, ...payload: Buffer[]): Buffer => {
  const body = Buffer.concat(payload);
  const header = Buffer.alloc(8);
  header.writeUInt32BE(body.length + 8);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, body]);
};

/**
 * Empties the list of parameter sets in a codec's configuration, whose count is at `countAt`: the sets are in the
 * frames as well.
 */
function withParameterSetsInFramesOnly(
  mp4: Buffer,
  entry: string,
  newEntry: string,
  type: string,
  countAt: number,
): Buffer {
  const copy = Buffer.from(mp4);
  copy.write(newEntry, copy.indexOf(entry, copy.indexOf('stsd')), 'latin1');
  const at = copy.indexOf(type) - 4;
  const end = at + copy.readUInt32BE(at);
  copy[at + 8 + countAt] = copy[at + 8 + countAt]! & (type === 'avcC' ? 0xe0 : 0);
  copy.fill(0, at + 8 + countAt + 1, end);
  return copy;
}

/**
 * QuickTime's way to keep moov small: packed in moov/cmov/cmvd; here moov is the file's last box, so no offset moves.
 */
function withCompressedHeader(mov: Buffer): Buffer {
  const { at, end } = findBox(mov, 0, mov.length, 'moov');
  const moov = mov.subarray(at, end);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(moov.length);
  const cmov = box('cmov', box('dcom', Buffer.from('zlib', 'latin1')), box('cmvd', size, deflateSync(moov)));
  return Buffer.concat([mov.subarray(0, at), box('moov', cmov)]);
}

/** As QuickTime wrote before 2001: without ftyp. The sample offsets shrink by its size. */
function withoutBrand(mov: Buffer): Buffer {
  const brandBytes = mov.readUInt32BE(0);
  const copy = Buffer.from(mov.subarray(brandBytes));
  for (let at = copy.indexOf('stco'); at >= 0; at = copy.indexOf('stco', at + 4)) {
    const entries = copy.readUInt32BE(at + 8);
    for (let entry = 0; entry < entries; entry += 1) {
      const offsetAt = at + 12 + 4 * entry;
      copy.writeUInt32BE(copy.readUInt32BE(offsetAt) - brandBytes, offsetAt);
    }
  }
  return copy;
}

function withFirstEntryOfNoType(tiff: Buffer): Buffer {
  const copy = Buffer.from(tiff);
  copy.writeUInt16LE(0x2020, copy.readUInt32LE(4) + 4);
  return copy;
}

function withoutData(mp4: Buffer): Buffer {
  const { at, end } = findBox(mp4, 0, mp4.length, 'mdat');
  return Buffer.concat([mp4.subarray(0, at), mp4.subarray(end)]);
}
