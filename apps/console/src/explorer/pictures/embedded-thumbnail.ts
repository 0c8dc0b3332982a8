/// <reference path="./exifr-mini.d.ts" />

interface Pixels {
  width: number;
  height: number;
}

const NORMAL = 1;

/**
 * The thumbnail that a camera stores beside the full picture. Programs that turn or crop a picture often leave its old
 * thumbnail in the file. A thumbnail of another shape, or with another orientation than the picture, is therefore not
 * used.
 *
 * @param bytes    the first bytes of the file
 * @param picture  the pixels of the picture, as displayed
 */
export async function embeddedThumbnail(bytes: ArrayBuffer, picture: Pixels): Promise<Blob | undefined> {
  const { parse, thumbnail } = await import('exifr/dist/mini.esm.mjs');
  const found = await thumbnail(bytes).catch(() => undefined);
  if (!found) return undefined;
  const jpeg = new Uint8Array(found);
  const size = jpegSize(jpeg);
  if (!size || !hasShapeOf(picture, size)) return undefined;
  const tags = await parse(bytes, ORIENTATIONS).catch(() => undefined);
  const ofPicture: number = tags?.ifd0?.[ORIENTATION] ?? NORMAL;
  const ofThumbnail: number = tags?.ifd1?.[ORIENTATION] ?? ofPicture;
  return ofThumbnail === ofPicture ? new Blob([jpeg], { type: 'image/jpeg' }) : undefined;
}

/** The number of the tag (Exif 2.32, 4.6.4). The small build of exifr, which reads only JPEG, knows no names. */
const ORIENTATION = 0x0112;

const ORIENTATIONS = {
  ifd0: { pick: [ORIENTATION] },
  ifd1: { pick: [ORIENTATION] },
  exif: false,
  gps: false,
  mergeOutput: false,
  translateKeys: false,
  translateValues: false,
};

/** Whether a thumbnail is the picture made smaller: each of its sides is right to a pixel, given the other. */
function hasShapeOf(picture: Pixels, { width, height }: Pixels): boolean {
  const isRight = (side: number, exact: number) => Math.abs(side - exact) <= 1;
  return (
    isRight(height, (width * picture.height) / picture.width) ||
    isRight(width, (height * picture.width) / picture.height)
  );
}

/** The pixels of a JPEG, from its frame header (ITU-T T.81, B.2.2). */
function jpegSize(jpeg: Uint8Array): Pixels | undefined {
  const view = new DataView(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength);
  for (let at = 2; at + 9 <= jpeg.length && jpeg[at] === 0xff; at += 2 + view.getUint16(at + 2)) {
    const marker = jpeg[at + 1]!;
    // C4, C8 and CC are not frame headers.
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
  }
  return undefined;
}
