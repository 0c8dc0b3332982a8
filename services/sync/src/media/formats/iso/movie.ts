import { inflateSync } from 'node:zlib';
import type { VideoContentType } from '@bucket-sync/shared/contracts';
import { messageOf } from '@bucket-sync/shared/errors';
import { type Box, BoxWalk } from '../../bytes/boxes.ts';
import type { SparseBytes } from '../../bytes/sparse-bytes.ts';
import type { ParsedVideo } from '../../parsed.ts';
import { corrupt, Refusal } from '../../refusal.ts';
import { timingOfFragments } from './fragments.ts';
import { readMovieHeader, readTrack, type Track } from './track.ts';

/** The bytes behind moov that are checked for a cut-off file: a filler box and the header of the next box. */
const NEXT_HEADERS_BYTES = 32;

/**
 * Reads MP4, MOV and M4V. Only moov is read, at any position, and only its headers up to the timing of the first video
 * track. The fragments of a fragmented file are visited for the duration.
 *
 * @see ISO/IEC 14496-12; the QuickTime File Format; values as FFmpeg 5.1's mov.c has them
 */
export function parseIsoMedia(bytes: SparseBytes): ParsedVideo {
  const file = new BoxWalk(bytes);
  const found = findMovie(file);
  const { brand } = found;
  const { walk, moov } = unpacked(bytes, found.moov);
  const header = readMovieHeader(walk, moov);
  const tracks = readTracks(walk, moov);
  const video = tracks.find(({ handler }) => handler === 'vide');
  if (video === undefined) throw new Refusal('NOT_MEDIA', 'no video track in it');
  if (!found.hasData) refuseIfCutOff(file, found.moov.end);
  if (video.picture === null) throw corrupt('the video track does not say what it is encoded with');
  const fragments = header.isFragmented ? timingOfFragments(bytes, moov.end, header, tracks, video) : null;
  const isTurned = video.isTurned !== header.isTurned;
  const { width, height, codec, pixelFormat } = video.picture;
  return {
    kind: 'VIDEO',
    contentType: contentTypeOf(brand),
    width: isTurned ? height : width,
    height: isTurned ? width : height,
    durationMs: fragments?.durationMs ?? header.durationMs,
    frameRate: fragments?.frameRate ?? video.frameRate,
    frameCount: video.frameCount,
    codec,
    pixelFormat,
    majorBrand: brand,
    findings: {
      tracks: tracks.slice(0, MAX_NAMED_TRACKS).map(nameOfTrack),
      ...(found.brandOffset === null ? {} : { brandOffset: found.brandOffset }),
      ...(video.picture.hdr === null ? {} : { hdr: video.picture.hdr }),
    },
  };
}

/**
 * QuickTime could compress its movie header (cmov). It is unpacked behind the file's end, where the same walk reads it.
 */
function unpacked(bytes: SparseBytes, moov: Box): { walk: BoxWalk; moov: Box } {
  const walk = new BoxWalk(bytes);
  const cmov = walk.find(moov.payload, moov.end, 2, 'cmov');
  const cmvd = cmov === null ? null : walk.find(cmov.payload, cmov.end, 3, 'cmvd');
  if (cmvd === null) return { walk, moov };
  const movie = inflated(walk.payload(cmvd).subarray(4));
  const extended = new BoxWalk(bytes.withAppended(movie));
  const inner = extended.boxAt(bytes.sizeBytes, bytes.sizeBytes + movie.length);
  if (inner === null) throw corrupt('a compressed movie header without content');
  return { walk: extended, moov: inner };
}

/** Movie headers take some kilobytes. A larger unpacked header is a decompression bomb. */
const MAX_UNPACKED_BYTES = 4 * 1024 * 1024;

function inflated(compressed: Buffer): Buffer {
  try {
    return inflateSync(compressed, { maxOutputLength: MAX_UNPACKED_BYTES });
  } catch (error) {
    throw new Refusal('CORRUPT', `a compressed movie header that does not unpack: ${messageOf(error)}`);
  }
}

/** The most tracks that a verdict names; a camera writes up to a dozen. */
const MAX_NAMED_TRACKS = 64;

const nameOfTrack = ({ handler, sampleFormat }: Track): { handler: string; format: string } => ({
  handler: printable(handler),
  format: printable(sampleFormat),
});

const printable = (name: string): string => name.replaceAll(/[^\x20-\x7e]/g, '?');

function contentTypeOf(brand: string | null): VideoContentType {
  if (brand === null || brand === 'qt  ') return 'video/quicktime';
  if (brand.startsWith('3g2')) return 'video/3gpp2';
  if (/^3g[a-z]/.test(brand)) return 'video/3gpp';
  if (brand === 'f4v ') return 'video/x-f4v';
  return brand.startsWith('M4V') ? 'video/x-m4v' : 'video/mp4';
}

interface Movie {
  brand: string | null;
  /** The position of the brand's four bytes; null without a brand. */
  brandOffset: number | null;
  moov: Box;
  /** True if frames or a fragment come before moov. */
  hasData: boolean;
}

function findMovie(walk: BoxWalk): Movie {
  const { bytes } = walk;
  let brand: string | null = null;
  let brandOffset: number | null = null;
  let hasData = false;
  for (const box of walk.children(0, bytes.sizeBytes, 1)) {
    if (box.type === 'ftyp' && brand === null) {
      brand = bytes.exactly(box.payload, 4, 'the brand').toString('latin1');
      brandOffset = box.payload;
    }
    if (box.type === 'moov') return { brand, brandOffset, moov: box, hasData };
    if (holdsFrames(box)) hasData = true;
  }
  throw corrupt('no moov box: the recording was not finished, or the file is cut off');
}

const holdsFrames = ({ type }: Box): boolean => type === 'mdat' || type === 'moof';

/** If the frames follow moov, their first box must be completely present. An initialization segment has none. */
function refuseIfCutOff(walk: BoxWalk, from: number): void {
  for (let at = from; at + 8 <= walk.bytes.sizeBytes; ) {
    const box = boxAfterMovie(walk, at);
    if (box === null || holdsFrames(box)) return;
    at = box.end;
  }
  throw corrupt('no frames: the file ends with its header, or is the beginning of a stream');
}

/**
 * Ignores bytes behind moov that are not a box, as players do. A media box that ends beyond the file means a cut-off
 * file.
 */
function boxAfterMovie(walk: BoxWalk, at: number): Box | null {
  const header = walk.bytes.view(at, 8, NEXT_HEADERS_BYTES);
  return /^(mdat|moof|free|skip|wide|uuid|sidx|styp|meta|udta|mfra|prft|emsg)$/.test(header.toString('latin1', 4, 8))
    ? walk.boxAt(at, walk.bytes.sizeBytes)
    : null;
}

/** All tracks. Only the headers of each are read, so each track behind the video costs at most one jump. */
function readTracks(walk: BoxWalk, moov: Box): Track[] {
  const tracks: Track[] = [];
  for (const box of walk.children(moov.payload, moov.end, 2))
    if (box.type === 'trak') tracks.push(readTrack(walk, box));
  return tracks;
}
