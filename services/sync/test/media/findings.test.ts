import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Findings } from '@bucket-sync/shared/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInspector, type Inspector } from '../../src/media/index.ts';
import { CORPUS_FOLDER } from './corpus.ts';
import { inspectBytes } from './inspect-file.ts';
import { type PngChunk, pngChunk } from './png-chunk.ts';

let inspector: Inspector;
beforeAll(() => {
  inspector = createInspector({ workers: 1 });
});
afterAll(() => inspector.stop());

const corpus = (name: string): Buffer => readFileSync(join(CORPUS_FOLDER, name));

async function findingsOf(bytes: Buffer, key: string): Promise<Findings> {
  const { verdict } = await inspectBytes(inspector, bytes, key);
  if (verdict.kind === 'ACCEPTED') throw new Error(`${key} is accepted`);
  return verdict.findings ?? {};
}

describe('the findings of a skipped image include', () => {
  const turned = corpus('orientation-6-mm.jpg');
  const clip = corpus('h264-yuv420p.mp4');

  test('the size of its coded units, the process and the orientation of a JPEG', async () => {
    expect(await findingsOf(turned, 'a.jpg')).toEqual({
      mediaType: 'IMAGE',
      format: 'image/jpeg',
      width: 32,
      height: 24,
      orientation: 6,
      bitDepth: 8,
      isLossy: true,
      jpeg: { process: 'BASELINE', unitWidth: 8, unitHeight: 8 },
    });
  });

  test('the exact length of the video behind a small JPEG', async () => {
    const { trailer } = await findingsOf(Buffer.concat([turned, clip.subarray(0, 3000)]), 'motion.jpg');
    expect(trailer).toEqual({ sizeBytes: 3000, holds: 'VIDEO' });
  });

  test('the video behind a JPEG that is too large to read in full, without its length', async () => {
    const clips = Buffer.concat(Array.from({ length: 40 }, () => clip));
    const { trailer } = await findingsOf(Buffer.concat([turned, clips]), 'motion.jpg');
    expect(trailer).toEqual({ sizeBytes: null, holds: 'VIDEO' });
  });

  /** The turned JPEG with XMP. */
  const withXmp = (text: string): Buffer => {
    const xmp = Buffer.from(`http://ns.adobe.com/xap/1.0/\0<rdf:Description ${text}`);
    const header = Buffer.from([0xff, 0xe1, (xmp.length + 2) >> 8, (xmp.length + 2) & 255]);
    return Buffer.concat([turned.subarray(0, 2), header, xmp, turned.subarray(2)]);
  };

  test.each([
    ['the depth map of a JPEG', 'xmlns:GDepth="…" GDepth:Format="RangeInverse"/>', true],
    ['the picture without the blur of its background', 'xmlns:GImage="…" GImage:Mime="image/jpeg"/>', true],
    ['a gain map', 'xmlns:Item="…"><Container:Item Item:Semantic="GainMap"/></rdf:Description>', true],
    ['a gain map, stated by elements', '><Item:Semantic>GainMap</Item:Semantic></rdf:Description>', true],
    ['a map of Dynamic Depth', 'xmlns:Item="…"><Device:Container></Device:Container></rdf:Description>', true],
    ['no map where XMP only declares a namespace', 'xmlns:GDepth="…" tiff:Orientation="6"/>', false],
    ['no map beside a motion photo', '><i Item:Semantic="Primary"/><i Item:Semantic="MotionPhoto"/>', false],
  ])('%s', async (_what, text, hasMaps) => {
    expect((await findingsOf(withXmp(text), 'a.jpg')).hasMaps ?? false).toBe(hasMaps);
  });

  test('the length of the video behind a large JPEG, if XMP states it', async () => {
    const clips = Buffer.concat(Array.from({ length: 40 }, () => clip));
    const offset = `GCamera:MicroVideo="1" GCamera:MicroVideoOffset="${clips.length}"/>`;
    const file = Buffer.concat([withXmp(offset), clips]);
    expect((await findingsOf(file, 'motion.jpg')).trailer).toEqual({ sizeBytes: clips.length, holds: 'VIDEO' });
  });

  test('the video of a HEIC that is a motion photo', async () => {
    const heic = corpus('orientation-6.heic');
    const header = Buffer.from([0, 0, 0, 0, 0x6d, 0x70, 0x76, 0x64]);
    header.writeUInt32BE(header.length + clip.length, 0);
    const trailer = { sizeBytes: header.length + clip.length, holds: 'VIDEO' };
    expect(await findingsOf(Buffer.concat([heic, header, clip]), 'a.heic')).toMatchObject({ trailer });
    expect(await findingsOf(heic, 'a.heic')).not.toHaveProperty('trailer');
  });

  test('no video behind a large JPEG that ends with its end marker', async () => {
    const noise = Buffer.alloc(100_000, 7);
    const file = Buffer.concat([turned.subarray(0, -2), noise, Buffer.from([0xff, 0xd9])]);
    expect(await findingsOf(file, 'a.jpg')).not.toHaveProperty('trailer');
  });

  test('the frames of an animated PNG, and its bytes behind the end', async () => {
    const png = withOrientation(corpus('animated.apng'));
    const expected = { isAnimated: true, frames: 5, isLossy: false };
    expect(await findingsOf(png, 'a.png')).toMatchObject(expected);
    expect(await findingsOf(Buffer.concat([png, Buffer.alloc(9)]), 'a.png')).toMatchObject({
      ...expected,
      trailer: { sizeBytes: 9, holds: 'OTHER' },
    });
  });

  test('the coding of a WebP: lossy, lossless, animated', async () => {
    expect(await findingsOf(corpus('orientation-6.webp'), 'a.webp')).toMatchObject({ isAnimated: false });
    expect(await findingsOf(corpus('noise-orientation-6.webp'), 'a.webp')).toHaveProperty('isLossy');
  });

  test('the sample format, the depth and the pages of a TIFF', async () => {
    expect(await findingsOf(corpus('orientation-6.tif'), 'a.tif')).toMatchObject({
      bitDepth: 8,
      sampleFormat: 'UINT',
      isLossy: false,
      furtherChannels: 0,
      privateTags: 0,
      pages: 1,
    });
  });

  test.each<[string, Record<number, number>, object]>([
    ['near infrared beside red, green and blue', { 277: 5, 262: 2, 338: 0 }, { furtherChannels: 2 }],
    ['a mask beside colours and alpha', { 277: 5, 262: 2, 338: 2 }, { furtherChannels: 1 }],
    ['CMYK with alpha', { 277: 5, 262: 5, 338: 2 }, { furtherChannels: 0 }],
    ['bands of a satellite without colours', { 277: 8, 262: 1 }, { furtherChannels: 7 }],
    ['pictures in a SubIFD', { 330: 8 }, { privateTags: 1 }],
    ['WebP in a TIFF', { 259: 50_001 }, { isLossy: true }],
    ['a colour space that programs do not write', { 262: 32_845 }, { sampleFormat: 'OTHER' }],
    ['colours that are multiplied by alpha', { 277: 4, 262: 2, 338: 1 }, { sampleFormat: 'OTHER' }],
    ['the alpha beside colours', { 277: 4, 262: 2, 338: 2 }, { sampleFormat: 'UINT', hasTransparency: true }],
    ['a palette', { 262: 3 }, { colourType: 3 }],
  ])('%s', async (_what, tags, expected) => {
    expect(await findingsOf(aTiff(tags), 'a.tif')).toMatchObject(expected);
  });

  test.each<[string, Record<number, number>[], object]>([
    ['pages of one form, with sizes and orientations of their own', [{}, { 256: 9, 274: 8 }], { hasOtherPages: false }],
    ['a later page of other samples', [{}, { 339: 3 }, {}], { pages: 3, hasOtherPages: true }],
    ['a later page with a tag of its own', [{}, {}, { 33550: 1 }], { pages: 3, hasOtherPages: true }],
    ['a later page that shows the first one smaller', [{}, { 254: 1 }], { hasOtherPages: true }],
  ])('%s', async (_what, pages, expected) => {
    expect(await findingsOf(aTiff(...pages), 'a.tif')).toMatchObject(expected);
  });

  test('that the pages of a TIFF were not all examined, if the file ends before one', async () => {
    const { length } = aTiff({}, {});
    expect(await findingsOf(aTiff({}, {}).subarray(0, length - 9), 'a.tif')).toMatchObject({ hasOtherPages: true });
  });

  test('the transparency of a PNG palette, and the chunks that a rewrite drops', async () => {
    const png = withChunks(withOrientation(corpus('palette.png')), [
      pngChunk('tRNS', Buffer.from([0, 100, 200])),
      pngChunk('cICP', Buffer.from([9, 16, 0, 1])),
      pngChunk('iTXt', Buffer.from('prompt\0\0\0\0\0a text')),
      pngChunk('iTXt', Buffer.from('XML:com.adobe.xmp\0\0\0\0\0<x/>')),
    ]);
    expect(await findingsOf(png, 'a.png')).toMatchObject({ colourType: 3, hasTransparency: true, privateTags: 2 });
    const plain = withOrientation(corpus('palette.png'));
    const behind = pngChunk('iTXt', Buffer.from('prompt\0\0\0\0\0a text'));
    expect(await findingsOf(withChunks(manySmall(plain), [behind], 'IEND'), 'a.png')).toHaveProperty('privateTags', 1);
    expect(await findingsOf(plain, 'a.png')).toMatchObject({ hasTransparency: false, privateTags: 0 });
  });
});

describe('the findings of a skipped video include', () => {
  test('its tracks, and the position of its brand', async () => {
    expect(await findingsOf(corpus('brand-isom.mp4'), 'a.mp4')).toMatchObject({
      mediaType: 'VIDEO',
      format: 'video/mp4',
      majorBrand: 'isom',
      brandOffset: 8,
      codec: 'h264',
      pixelFormat: 'yuv420p',
      tracks: [{ handler: 'vide', format: 'avc1' }],
    });
  });
});

/** A TIFF of orientation 6. Each page has these tags of one short value. */
function aTiff(...pages: Record<number, number>[]): Buffer {
  const parts = [Buffer.from('II*\0\x08\0\0\0', 'latin1')];
  for (const [page, tags] of pages.entries()) {
    const entries = Object.entries({ 256: 4, 257: 4, 258: 8, 274: 6, ...tags });
    const directory = Buffer.alloc(6 + 12 * entries.length);
    directory.writeUInt16LE(entries.length, 0);
    for (const [index, [tag, value]] of entries.entries()) {
      const at = 2 + 12 * index;
      directory.writeUInt16LE(Number(tag), at);
      directory.writeUInt16LE(3, at + 2);
      directory.writeUInt32LE(1, at + 4);
      directory.writeUInt16LE(value, at + 8);
    }
    const end = Buffer.concat(parts).length + directory.length;
    directory.writeUInt32LE(page === pages.length - 1 ? 0 : end, directory.length - 4);
    parts.push(directory);
  }
  return Buffer.concat(parts);
}

/** A PNG with so many chunks of image data that only the end of the file is searched. */
const manySmall = (png: Buffer): Buffer =>
  withChunks(
    png,
    Array.from({ length: 40 }, () => pngChunk('IDAT', Buffer.alloc(1_000))),
  );

/** A PNG with further chunks before its image data, or before its end. */
function withChunks(png: Buffer, chunks: PngChunk[], before: 'IDAT' | 'IEND' = 'IDAT'): Buffer {
  const at = png.indexOf(before) - 4;
  return Buffer.concat([png.subarray(0, at), ...chunks.map(({ bytes }) => bytes), png.subarray(at)]);
}

/** A PNG with an eXIf chunk of orientation 6 before its image data. */
function withOrientation(png: Buffer): Buffer {
  const exif = Buffer.from('4d4d002a00000008000101120003000000010006000000000000', 'hex');
  const chunk = Buffer.alloc(12 + exif.length);
  chunk.writeUInt32BE(exif.length, 0);
  chunk.write('eXIf', 4, 'latin1');
  exif.copy(chunk, 8);
  return Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)]);
}
