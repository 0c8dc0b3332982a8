/** The tags that say where the thumbnail is and how both pictures are turned (Exif 2.32, 4.6.4 and 4.6.5). */
const ORIENTATION = 0x0112;
const THUMBNAIL_OFFSET = 0x0201;
const THUMBNAIL_LENGTH = 0x0202;

const NORMAL = 1;
const EXIF_SEGMENT = 0xe1;
/** "Exif" and two zeros, before the TIFF header. */
const EXIF_NAME = [0x45, 0x78, 0x69, 0x66, 0, 0];

export interface ExifThumbnail {
  jpeg: Uint8Array<ArrayBuffer>;
  orientation: number;
  /** The orientation of the picture itself. */
  pictureOrientation: number;
}

/**
 * The thumbnail in the EXIF block of a JPEG; undefined when there is none, or when it is not within the bytes.
 *
 * @throws RangeError when the block contradicts itself
 */
export function exifThumbnail(bytes: ArrayBuffer): ExifThumbnail | undefined {
  const tiff = tiffOf(bytes);
  if (!tiff) return undefined;
  const isLittleEndian = tiff.getUint16(0) === 0x4949;
  const picture = readDirectory(tiff, tiff.getUint32(4, isLittleEndian), isLittleEndian);
  if (picture.next === 0) return undefined;
  const { tags } = readDirectory(tiff, picture.next, isLittleEndian);
  const [offset, length] = [tags.get(THUMBNAIL_OFFSET), tags.get(THUMBNAIL_LENGTH)];
  if (!offset || !length || offset + length > tiff.byteLength) return undefined;
  const pictureOrientation = picture.tags.get(ORIENTATION) ?? NORMAL;
  return {
    jpeg: new Uint8Array(bytes, tiff.byteOffset + offset, length),
    orientation: tags.get(ORIENTATION) ?? pictureOrientation,
    pictureOrientation,
  };
}

/** The TIFF block within the first segments of a JPEG. A longer file may end before the block does. */
function tiffOf(bytes: ArrayBuffer): DataView | undefined {
  for (const { marker, start, end } of jpegSegments(new DataView(bytes))) {
    const name = new Uint8Array(bytes, start, Math.min(EXIF_NAME.length, end - start));
    const isExif = marker === EXIF_SEGMENT && EXIF_NAME.every((byte, n) => byte === name[n]);
    const at = start + EXIF_NAME.length;
    if (isExif) return new DataView(bytes, at, end - at);
  }
  return undefined;
}

/** The numbers in an image file directory, by their tags (TIFF 6.0, section 2). Longer values are left as offsets. */
function readDirectory(tiff: DataView, start: number, isLittleEndian: boolean) {
  const SHORT = 3;
  const count = tiff.getUint16(start, isLittleEndian);
  const tags = new Map<number, number>();
  for (let n = 0; n < count; n += 1) {
    const entry = start + 2 + 12 * n;
    const type = tiff.getUint16(entry + 2, isLittleEndian);
    const value =
      type === SHORT ? tiff.getUint16(entry + 8, isLittleEndian) : tiff.getUint32(entry + 8, isLittleEndian);
    tags.set(tiff.getUint16(entry, isLittleEndian), value);
  }
  return { tags, next: tiff.getUint32(start + 2 + 12 * count, isLittleEndian) };
}

export interface Segment {
  marker: number;
  /** The first byte after the length, and the first byte after the segment. */
  start: number;
  end: number;
}

/** The segments of a JPEG before its pixels, as far as they lie within the bytes (ITU-T T.81, B.1.1.4). */
export function* jpegSegments(view: DataView): Generator<Segment> {
  for (let at = 2; at + 4 <= view.byteLength && view.getUint8(at) === 0xff; ) {
    const end = Math.min(at + 2 + view.getUint16(at + 2), view.byteLength);
    yield { marker: view.getUint8(at + 1), start: at + 4, end };
    at = end;
  }
}
