import { expect, test } from 'vitest';
import { embeddedThumbnail } from '../../src/explorer/pictures/embedded-thumbnail.ts';

/** A JPEG without pixels: its frame header alone. */
function aThumbnail(width: number, height: number): Buffer {
  const frame = Buffer.from('ffd8ffc0000b080000000001011100ffd9', 'hex');
  frame.writeUInt16BE(height, 7);
  frame.writeUInt16BE(width, 9);
  return frame;
}

interface Camera {
  thumbnail: Buffer;
  /** The orientation tags of the picture and of the thumbnail. */
  orientation?: number;
  thumbnailOrientation?: number;
}

/** The first bytes of a camera's JPEG: EXIF with a directory for the picture and one for the thumbnail. */
function aPhoto({ thumbnail, orientation = 1, thumbnailOrientation }: Camera): ArrayBuffer {
  const first = directory([[0x0112, 3, orientation]], 8, true);
  const tags: Tag[] = thumbnailOrientation === undefined ? [] : [[0x0112, 3, thumbnailOrientation]];
  const at = 8 + first.length;
  const length = 2 + (tags.length + 2) * 12 + 4;
  const second = directory([...tags, [0x0201, 4, at + length], [0x0202, 4, thumbnail.length]], at, false);
  const tiff = Buffer.concat([Buffer.from('49492a0008000000', 'hex'), first, second, thumbnail]);
  const header = Buffer.from('ffd8ffe10000457869660000', 'hex');
  header.writeUInt16BE(tiff.length + 8, 4);
  return new Uint8Array(Buffer.concat([header, tiff, Buffer.from('ffd9', 'hex')])).buffer;
}

type Tag = [tag: number, type: number, value: number];

function directory(tags: Tag[], start: number, hasNext: boolean): Buffer {
  const bytes = Buffer.alloc(2 + tags.length * 12 + 4);
  bytes.writeUInt16LE(tags.length, 0);
  tags.forEach(([tag, type, value], n) => {
    bytes.writeUInt16LE(tag, 2 + n * 12);
    bytes.writeUInt16LE(type, 4 + n * 12);
    bytes.writeUInt32LE(1, 6 + n * 12);
    bytes.writeUInt32LE(value, 10 + n * 12);
  });
  if (hasNext) bytes.writeUInt32LE(start + bytes.length, bytes.length - 4);
  return bytes;
}

const LANDSCAPE = { width: 4_000, height: 3_000 };
const PORTRAIT = { width: 3_000, height: 4_000 };

test('a thumbnail of the shape of its picture is shown', async () => {
  const thumbnail = aThumbnail(160, 120);
  const blob = embeddedThumbnail(aPhoto({ thumbnail }), LANDSCAPE);
  expect(Buffer.from(await blob!.arrayBuffer())).toEqual(thumbnail);
});

test.each([
  ['of a picture that was turned by a quarter', aThumbnail(160, 120), PORTRAIT],
  ['with black bars beside a 3:2 picture', aThumbnail(160, 120), { width: 6_000, height: 4_000 }],
  ['of a picture that was cropped', aThumbnail(160, 120), { width: 4_000, height: 2_900 }],
])('a thumbnail %s is not shown', (_what, thumbnail, picture) => {
  expect(embeddedThumbnail(aPhoto({ thumbnail }), picture)).toBeUndefined();
});

test('a side of a thumbnail may be rounded up or down', () => {
  for (const height of [106, 107]) {
    const photo = aPhoto({ thumbnail: aThumbnail(160, height) });
    expect(embeddedThumbnail(photo, { width: 6_000, height: 4_000 })).toBeDefined();
  }
});

test('a thumbnail that is still turned by half, beside a picture that no longer is, is not shown', () => {
  const thumbnail = aThumbnail(160, 120);
  expect(embeddedThumbnail(aPhoto({ thumbnail, thumbnailOrientation: 3 }), LANDSCAPE)).toBeUndefined();
  expect(embeddedThumbnail(aPhoto({ thumbnail, thumbnailOrientation: 1 }), LANDSCAPE)).toBeDefined();
});

test('bytes without EXIF have no thumbnail', () => {
  expect(embeddedThumbnail(new Uint8Array(aThumbnail(10, 10)).buffer, LANDSCAPE)).toBeUndefined();
});

test('a file that ends anywhere, or has any wrong byte, has a whole thumbnail or none', () => {
  const photo = new Uint8Array(aPhoto({ thumbnail: aThumbnail(160, 120), thumbnailOrientation: 1 }));
  for (let at = 0; at < photo.length; at += 1) {
    const damaged = photo.slice();
    damaged[at] = damaged[at]! ^ 0xff;
    for (const bytes of [photo.slice(0, at), damaged]) {
      expect([undefined, aThumbnail(160, 120).length]).toContain(embeddedThumbnail(bytes.buffer, LANDSCAPE)?.size);
    }
  }
});
