import { exifThumbnail, jpegSegments } from './exif.ts';

interface Pixels {
  width: number;
  height: number;
}

/**
 * The thumbnail that a camera stores beside the full picture. Programs that turn or crop a picture often leave its old
 * thumbnail in the file. A thumbnail of another shape, or with another orientation than the picture, is therefore not
 * used.
 *
 * @param bytes    the first bytes of the file
 * @param picture  the pixels of the picture, as displayed
 */
export function embeddedThumbnail(bytes: ArrayBuffer, picture: Pixels): Blob | undefined {
  try {
    const found = exifThumbnail(bytes);
    if (!found || found.orientation !== found.pictureOrientation) return undefined;
    const size = jpegSize(found.jpeg);
    return size && hasShapeOf(picture, size) ? new Blob([found.jpeg], { type: 'image/jpeg' }) : undefined;
  } catch (error) {
    // The block contradicts itself. The picture is then shown without it.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Whether a thumbnail is the picture made smaller: each of its sides is right to a pixel, given the other. */
function hasShapeOf(picture: Pixels, { width, height }: Pixels): boolean {
  const isRight = (side: number, exact: number) => Math.abs(side - exact) <= 1;
  return (
    isRight(height, (width * picture.height) / picture.width) ||
    isRight(width, (height * picture.width) / picture.height)
  );
}

/** The pixels of a JPEG, from its frame header (ITU-T T.81, B.2.2). */
function jpegSize({ buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>): Pixels | undefined {
  const view = new DataView(buffer, byteOffset, byteLength);
  for (const { marker, start } of jpegSegments(view)) {
    // C4, C8 and CC are not frame headers.
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: view.getUint16(start + 1), width: view.getUint16(start + 3) };
  }
  return undefined;
}
