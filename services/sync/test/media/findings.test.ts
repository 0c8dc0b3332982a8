import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Findings } from '@bucket-sync/shared/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInspector, type Inspector } from '../../src/media/index.ts';
import { CORPUS_FOLDER } from './corpus.ts';
import { inspectBytes } from './inspect-file.ts';

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

  test('the length of the video behind a large JPEG, if XMP states it', async () => {
    const clips = Buffer.concat(Array.from({ length: 40 }, () => clip));
    const xmp = Buffer.from(
      'http://ns.adobe.com/xap/1.0/\0<rdf:Description GCamera:MicroVideo="1" ' +
        `GCamera:MicroVideoOffset="${clips.length}"/>`,
    );
    const header = Buffer.from([0xff, 0xe1, (xmp.length + 2) >> 8, (xmp.length + 2) & 255]);
    const file = Buffer.concat([turned.subarray(0, 2), header, xmp, turned.subarray(2), clips]);
    expect((await findingsOf(file, 'motion.jpg')).trailer).toEqual({ sizeBytes: clips.length, holds: 'VIDEO' });
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
      privateTags: 0,
      pages: 1,
    });
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

/** A PNG with an eXIf chunk of orientation 6 before its image data. */
function withOrientation(png: Buffer): Buffer {
  const exif = Buffer.from('4d4d002a00000008000101120003000000010006000000000000', 'hex');
  const chunk = Buffer.alloc(12 + exif.length);
  chunk.writeUInt32BE(exif.length, 0);
  chunk.write('eXIf', 4, 'latin1');
  exif.copy(chunk, 8);
  return Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)]);
}
