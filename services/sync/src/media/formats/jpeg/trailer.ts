import type { Findings } from '@bucket-sync/shared/contracts';
import type { SparseBytes } from '../../bytes/sparse-bytes.ts';
import type { Segment } from './segment.ts';

type Trailer = NonNullable<Findings['trailer']>;

const TAIL_BYTES = 4096;
const XMP = 'http://ns.adobe.com/xap/1.0/\0';
/**
 * A motion photo states in XMP how long its video is.
 *
 * @see Android, Motion Photo format 1.0; MicroVideo, its forerunner
 */
const VIDEO_LENGTHS = [
  /Item:Semantic="MotionPhoto"[^>]*Item:Length="(\d{1,12})"/,
  /Item:Length="(\d{1,12})"[^>]*Item:Semantic="MotionPhoto"/,
  /MicroVideoOffset="(\d{1,12})"/,
  /MicroVideoOffset>(\d{1,12})</,
];
/**
 * The names by which XMP states a picture that lies over this one, pixel by pixel: in XMP, or behind the picture.
 *
 * @see Google, Depth Map Metadata; Dynamic Depth 1.0; Android, Ultra HDR Image Format 1.1
 */
const MAPS = /\bG(?:Depth|Image):\w|\bDevice:Container\b|\bItem:Semantic(?:="|>)(?!Primary\b|MotionPhoto\b)/;
/** The names of boxes with which a video begins or ends, and the mark of Samsung's motion photos. */
const VIDEO_MARKS = ['ftyp', 'moov', 'mdat', 'moof', 'MotionPhoto_Data'];

/**
 * Finds what a turn of the picture does not turn: the video of a motion photo, further pictures, maps, other data. If
 * the whole file is in memory, the end of the picture is searched. Of a larger file only its end is read, and the XMP
 * that may state the length of a video.
 *
 * @param scanAt  where the first scan's data begin
 */
export function findTrailer(
  bytes: SparseBytes,
  scanAt: number,
  { app1, app2 }: { app1: readonly Segment[]; app2: readonly Segment[] },
): Findings {
  const xmp = xmpOf(bytes, app1);
  const trailer = bytes.has(0, bytes.sizeBytes) ? knownTrailer(bytes, scanAt) : searchedTrailer(bytes, xmp);
  const isIndexed = app2.some(({ start }) => bytes.view(start, 4).toString('latin1') === 'MPF\0');
  return {
    ...(isIndexed ? { hasFurtherPictures: true } : {}),
    ...(xmp.some((text) => MAPS.test(text)) ? { hasMaps: true } : {}),
    ...(trailer === null ? {} : { trailer }),
  };
}

/** The XMP that the first segments hold. What does not fit in them is in an extension, which is not read. */
const xmpOf = (bytes: SparseBytes, app1: readonly Segment[]): string[] =>
  app1
    .filter(({ start }) => bytes.view(start, XMP.length).toString('latin1') === XMP)
    .map(({ start, end }) => bytes.view(start, end - start).toString('latin1'));

function knownTrailer(bytes: SparseBytes, scanAt: number): Trailer | null {
  const file = bytes.view(0, bytes.sizeBytes);
  const end = endOfPicture(file, scanAt);
  if (end === null || end === file.length) return null;
  return { sizeBytes: file.length - end, holds: holdsVideo(file.subarray(end)) ? 'VIDEO' : 'OTHER' };
}

/** The position behind the picture's end marker; null if there is none. */
function endOfPicture(file: Buffer, scanAt: number): number | null {
  for (let at = file.indexOf(0xff, scanAt); at >= 0 && at + 1 < file.length; at = file.indexOf(0xff, at)) {
    const marker = file[at + 1]!;
    if (marker === 0xd9) return at + 2;
    const isData = marker === 0x00 || marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
    if (marker === 0xff) at += 1;
    else if (isData || at + 4 > file.length) at += 2;
    else at += 2 + file.readUInt16BE(at + 2);
  }
  return null;
}

function searchedTrailer(bytes: SparseBytes, xmp: readonly string[]): Trailer | null {
  const stated = statedVideo(bytes, xmp);
  if (stated !== null) return { sizeBytes: stated, holds: 'VIDEO' };
  const tail = bytes.view(bytes.sizeBytes - TAIL_BYTES, TAIL_BYTES);
  let end = tail.length;
  while (end > 0 && tail[end - 1] === 0) end -= 1;
  if (end >= 2 && tail[end - 2] === 0xff && tail[end - 1] === 0xd9) return null;
  return { sizeBytes: null, holds: holdsVideo(tail) ? 'VIDEO' : 'OTHER' };
}

/** The length of the video in XMP, if a video begins at that position. */
function statedVideo(bytes: SparseBytes, xmp: readonly string[]): number | null {
  for (const text of xmp) {
    const lengthBytes = VIDEO_LENGTHS.map((pattern) => Number(pattern.exec(text)?.[1] ?? 0)).find((value) => value > 0);
    if (lengthBytes === undefined || lengthBytes >= bytes.sizeBytes) continue;
    const at = bytes.sizeBytes - lengthBytes;
    if (bytes.view(at, 8).toString('latin1', 4, 8) === 'ftyp') return lengthBytes;
  }
  return null;
}

const holdsVideo = (data: Buffer): boolean => VIDEO_MARKS.some((mark) => data.includes(mark, 0, 'latin1'));
