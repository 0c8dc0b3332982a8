import type { SparseBytes } from '../../bytes/sparse-bytes.ts';
import type { ParsedVideo } from '../../parsed.ts';
import { corrupt, Refusal } from '../../refusal.ts';
import { type OggStream, streamOfHeader } from './streams.ts';

const PAGE_BYTES = 27;
/** Streams of one file begin with one page each. */
const MAX_STREAMS = 64;
/** The last page of each stream must be within this distance of the end, or its duration does not count. */
const TAIL_BYTES = 128 * 1024;
const BEGINNING = 2;

interface Page {
  serial: number;
  isBeginning: boolean;
  /** The position of its end in the stream's own units; null if no packet ends on it. */
  granule: bigint | null;
  payload: number;
  end: number;
}

/**
 * Reads Ogg with a Theora or VP8 stream. Size, rate and pixel format are in the first page of the stream, its duration
 * in its last page.
 *
 * @see RFC 3533 (Ogg), 6; Theora Specification, 6.2 and A.2
 */
export function parseOgg(bytes: SparseBytes): ParsedVideo {
  const streams = new Map<number, OggStream>();
  for (let at = 0; streams.size <= MAX_STREAMS; ) {
    const page = pageAt(bytes, at);
    if (!page.isBeginning) break;
    const header = bytes.view(page.payload, Math.min(page.end - page.payload, 64));
    streams.set(page.serial, streamOfHeader(header));
    at = page.end;
    if (at >= bytes.sizeBytes) break;
  }
  const video = [...streams.values()].find(({ kind }) => kind === 'VIDEO');
  if (video?.picture === undefined) throw new Refusal('NOT_MEDIA', 'no video track in it');
  return {
    kind: 'VIDEO',
    contentType: 'video/ogg',
    ...video.picture,
    durationMs: longestMs(bytes, streams),
    frameCount: null,
    majorBrand: null,
  };
}

function pageAt(bytes: SparseBytes, at: number): Page {
  const header = bytes.exactly(at, PAGE_BYTES, 'an Ogg page');
  if (header.toString('latin1', 0, 4) !== 'OggS') throw corrupt(`no Ogg page at byte ${at}`);
  const segments = bytes.exactly(at + PAGE_BYTES, header.readUInt8(26), 'an Ogg page');
  const payload = at + PAGE_BYTES + segments.length;
  const end = payload + segments.reduce((sum, length) => sum + length, 0);
  if (end > bytes.sizeBytes) throw corrupt(`cut off within an Ogg page at byte ${at}`);
  const granule = header.readBigInt64LE(6);
  return {
    serial: header.readUInt32LE(14),
    isBeginning: (header.readUInt8(5) & BEGINNING) !== 0,
    granule: granule < 0n ? null : granule,
    payload,
    end,
  };
}

/** The duration of the longest stream whose last page is near the end. */
function longestMs(bytes: SparseBytes, streams: ReadonlyMap<number, OggStream>): number {
  const start = Math.max(bytes.sizeBytes - TAIL_BYTES, 0);
  const tail = bytes.view(start, TAIL_BYTES, TAIL_BYTES);
  const ends = new Map<number, number>();
  for (let at = tail.lastIndexOf('OggS'); at >= 0; at = at === 0 ? -1 : tail.lastIndexOf('OggS', at - 1)) {
    if (at + PAGE_BYTES > tail.length || tail[at + 4] !== 0) continue;
    const serial = tail.readUInt32LE(at + 14);
    const granule = tail.readBigInt64LE(at + 6);
    const stream = streams.get(serial);
    if (stream === undefined || ends.has(serial) || granule < 0n) continue;
    ends.set(serial, stream.millisecondsAt(granule));
  }
  return Math.round(Math.max(0, ...ends.values()));
}
