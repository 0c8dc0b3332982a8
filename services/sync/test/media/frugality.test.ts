import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInspector, type Inspector } from '../../src/media/index.ts';
import { CORPUS_FOLDER } from './corpus.ts';
import { inspectBytes, inspectFile } from './inspect-file.ts';
import * as large from './large-files.ts';

let inspector: Inspector;

beforeAll(() => {
  inspector = createInspector({ workers: 1 });
});
afterAll(() => inspector.stop());

const KIB = 1024;

describe('a file of less than 16 KiB is one read of exactly its size', () => {
  test.each([
    'plain.jpg',
    'plain.png',
    'lossy.webp',
    'plain.gif',
    'plain.bmp',
    'little-endian.tif',
    'plain.heic',
    'plain.avif',
    'mp42.mp4',
    'h264.mov',
    'h264.m4v',
    'vp9.webm',
    'h264.mkv',
    'mpeg4.avi',
  ])('%s', async (name) => {
    const { reads, bytesRead, requestCount } = await inspectFile(inspector, join(CORPUS_FOLDER, name));
    expect(requestCount).toBe(1);
    expect(reads).toEqual([`0+${bytesRead}`]);
  });
});

describe('a large file costs', () => {
  test.each([
    ['a JPEG of 6 MB, all in its first 16 KiB', large.jpeg({ metadataBytes: 0 }), 1, 16 * KIB],
    [
      'a JPEG whose EXIF block with thumbnail is larger than the first read',
      large.jpeg({ metadataBytes: 60_000 }),
      2,
      20 * KIB,
    ],
    [
      'a JPEG with 2 MB of segments before its frame header, one jump each',
      large.jpeg({ metadataBytes: 60_000, segments: 33 }),
      34,
      76 * KIB,
    ],
    [
      'a PNG of small chunks: the head, and an end that holds a whole chunk',
      large.png({ idatBytes: 8192, chunks: 500 }),
      2,
      29 * KIB,
    ],
    [
      'a PNG of one chunk: the head, and the chunk behind it',
      large.png({ idatBytes: 3_000_000, chunks: 1 }),
      2,
      17 * KIB,
    ],
    ['a WebP without EXIF', large.webp({ hasExif: false }), 1, 16 * KIB],
    ['a WebP with EXIF, which stands at its end', large.webp({ hasExif: true }), 2, 17 * KIB],
    ['a GIF', large.gif(), 1, 16 * KIB],
    ['a BMP', large.bmp(), 1, 16 * KIB],
    ['a TIFF whose directory is at its end', large.tiff(), 2, 17 * KIB],
    ['an MP4 with moov first', large.mp4({ isMoovFirst: true, tableBytes: 2_000 }), 1, 16 * KIB],
    ['an MP4 with moov last', large.mp4({ isMoovFirst: false, tableBytes: 2_000 }), 2, 24 * KIB],
    [
      'an MP4 with moov last and sample tables of 2 MB, which are jumped over',
      large.mp4({ isMoovFirst: false, tableBytes: 2_000_000 }),
      2,
      32 * KIB,
    ],
    [
      'a WebM that states no rate: the head, and what holds its first 41 frames',
      large.webmWithoutRate({ frames: 600, frameBytes: 10_000 }),
      2,
      1040 * KIB,
    ],
  ] as const)('%s', async (_what, file, reads, bytes) => {
    const inspection = await inspectBytes(inspector, file, 'large');
    expect(inspection.verdict).toMatchObject({ kind: 'ACCEPTED' });
    expect(inspection.requestCount).toBe(reads);
    expect(inspection.bytesRead).toBeLessThanOrEqual(bytes);
  });
});

describe('a recording in fragments that is too large to visit and has no index', () => {
  test('has the duration that its last fragments state, within 1 MiB of its end', async () => {
    const { verdict, requestCount, bytesRead } = await inspectBytes(
      inspector,
      large.fragmentedWithoutIndex(40_000_000),
      'a.mp4',
    );
    expect(verdict).toMatchObject({ kind: 'ACCEPTED', media: { video: { durationMs: 1000, frameRate: 10 } } });
    expect(requestCount).toBeLessThanOrEqual(3);
    expect(bytesRead).toBeLessThanOrEqual(1120 * KIB);
  });

  test('is corrupt if it ends within a fragment', async () => {
    const whole = large.fragmentedWithoutIndex(40_000_000);
    const { verdict } = await inspectBytes(inspector, whole.subarray(0, -100), 'a.mp4');
    expect(verdict).toMatchObject({ kind: 'SKIPPED', reason: 'CORRUPT', detail: 'cut off within its last fragment' });
  });
});

test.each([
  ['moov-first.mp4', 'mdat'],
  ['fragmented.mp4', 'moof'],
])('%s is corrupt if it ends before its first box %s', async (name, type) => {
  const whole = readFileSync(join(CORPUS_FOLDER, name));
  const { verdict } = await inspectBytes(inspector, whole.subarray(0, whole.indexOf(type) - 4), 'a.mp4');
  expect(verdict).toMatchObject({ kind: 'SKIPPED', reason: 'CORRUPT', detail: expect.stringContaining('no frames') });
});

test('an object whose name or size decides is not read', async () => {
  for (const [key, bytes] of [
    ['a.txt', Buffer.from('x')],
    ['a.jpg', Buffer.alloc(0)],
    ['folder/', Buffer.alloc(0)],
  ] as const) {
    expect(await inspectBytes(inspector, bytes, key)).toMatchObject({ requestCount: 0, bytesRead: 0, reads: [] });
  }
});

describe('an insufficient budget is reported, not exceeded', () => {
  test('TOO_COMPLEX: a JPEG with 300 segments before its frame header', async () => {
    const inspection = await inspectBytes(inspector, large.jpeg({ metadataBytes: 65_000, segments: 300 }), 'a.jpg');
    expect(inspection.verdict).toMatchObject({ kind: 'SKIPPED', reason: 'TOO_COMPLEX' });
    expect(inspection.requestCount).toBeLessThanOrEqual(64);
    expect(inspection.bytesRead).toBeLessThanOrEqual(256 * KIB);
  });

  test('TOO_LARGE: a TIFF directory entry table beyond 256 KiB of HEIF properties', async () => {
    const inspection = await inspectBytes(inspector, large.heifWithLocations(300_000), 'a.heic');
    expect(inspection.verdict).toMatchObject({ kind: 'SKIPPED', reason: 'TOO_LARGE' });
    expect(inspection.bytesRead).toBeLessThanOrEqual(256 * KIB);
  });

  test('TOO_LARGE: an MP4 whose table of sample durations is larger than 16 MiB', async () => {
    const inspection = await inspectBytes(inspector, large.mp4WithDurations(2_200_000), 'a.mp4');
    expect(inspection.verdict).toMatchObject({ kind: 'SKIPPED', reason: 'TOO_LARGE' });
    expect(inspection.bytesRead).toBeLessThanOrEqual(16 * KIB * KIB);
  });

  test('TOO_COMPLEX: an MP4 with 50 media boxes before moov', async () => {
    const inspection = await inspectBytes(inspector, large.mp4WithManyParts(50), 'a.mp4');
    expect(inspection.verdict).toMatchObject({ kind: 'SKIPPED', reason: 'TOO_COMPLEX' });
    expect(inspection.requestCount).toBeLessThanOrEqual(8);
  });
});
