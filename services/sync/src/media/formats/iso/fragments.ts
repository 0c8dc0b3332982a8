import { type Box, BoxWalk } from '../../bytes/boxes.ts';
import { FieldReader } from '../../bytes/field-reader.ts';
import type { SparseBytes } from '../../bytes/sparse-bytes.ts';
import { readBeginning } from './edits.ts';
import { durationByEnd } from './last-fragments.ts';
import { INDEX_BYTES, longest, readFragment, type Timeline } from './timeline.ts';
import { type MovieHeader, milliseconds, type Track } from './track.ts';

/** Fragments are visited in reads of this size, so the budget covers a clip of some megabytes. */
const READ_AHEAD_BYTES = 2 * 1024 * 1024;
const VISITED_BYTES = 6 * READ_AHEAD_BYTES;
/** The most boxes of fragments. An hour of fragments of one second, with seven boxes each, has 25,000. */
const MAX_BOXES = 65_536;

export interface FragmentTiming {
  /** Null if the file does not state it. */
  durationMs: number | null;
  /** The video track's rate, over the samples of moov and of the visited fragments. */
  frameRate: number | null;
}

/**
 * The duration and frame rate of a fragmented file. The duration comes from the segment index, if it covers the file.
 * Otherwise it comes from the fragments themselves, if they fit in the budget. Otherwise it comes from the last
 * fragments, which the index at the end (mfra) or a search locates.
 *
 * @param from  where moov ends
 * @see ISO/IEC 14496-12, 8.8 (moof, traf, trun, mfra) and 8.16.3 (sidx)
 */
export function timingOfFragments(
  bytes: SparseBytes,
  from: number,
  header: MovieHeader,
  tracks: Track[],
  video: Track,
): FragmentTiming {
  const walk = new BoxWalk(bytes, MAX_BOXES);
  const timelines = new Map<number, Timeline>();
  for (const track of tracks) {
    const { id, timescale, sampleCount, sampleDuration } = track;
    timelines.set(id, {
      timescale,
      start: startOf(walk, track, header),
      isPlaced: false,
      samples: sampleCount,
      sampleDuration,
      end: sampleDuration,
      defaultDuration: 0,
    });
  }
  readDefaults(walk, timelines);
  const durationMs = visitFragments(walk, from, timelines);
  const { timescale, samples, sampleDuration } = timelines.get(video.id)!;
  const isKnown = timescale > 0 && samples > 0 && sampleDuration > 0;
  return { durationMs, frameRate: isKnown ? (timescale * samples) / sampleDuration : null };
}

/**
 * When a track begins, in units of its timescale. Sound begins before 0 by the samples that its decoder starts with.
 * The media time of a video only compensates for the order of its frames.
 *
 * @see FFmpeg 5.1, mov.c mov_build_index (time_offset)
 */
function startOf(walk: BoxWalk, { handler, timescale, edits }: Track, movie: MovieHeader): number {
  const { emptyDuration, mediaTime } = readBeginning(walk, edits);
  const delay = movie.timescale > 0 ? Math.round((emptyDuration * timescale) / movie.timescale) : 0;
  return delay - (handler === 'soun' ? mediaTime : 0);
}

function visitFragments(walk: BoxWalk, from: number, timelines: Map<number, Timeline>): number | null {
  const { sizeBytes } = walk.bytes;
  let indexedMs: number | null = null;
  let hasFragment = false;
  for (let position = from; position + 8 <= sizeBytes; ) {
    if (!walk.bytes.has(position, 8) && sizeBytes - position > VISITED_BYTES) return durationByEnd(walk, timelines);
    const readAheadBytes = indexedMs === null ? READ_AHEAD_BYTES : walk.bytes.readAheadBytes;
    walk.bytes.view(position, Math.min(16, sizeBytes - position), readAheadBytes);
    const box = walk.boxAt(position, sizeBytes);
    if (box === null) break;
    // an index behind the first fragment covers its own segment; before it, each track may have one
    if (box.type === 'sidx' && !hasFragment) {
      const covered = readSegmentIndex(walk, box);
      if (isCovered(walk.bytes, covered.end)) indexedMs = Math.max(indexedMs ?? 0, covered.durationMs);
    } else if (box.type === 'moof') {
      hasFragment = true;
      readFragment(walk, box, timelines);
      if (indexedMs !== null) return indexedMs;
    }
    position = box.end;
  }
  return indexedMs ?? longest(timelines.values());
}

/** True if only the index of fragments follows `end`. */
function isCovered(bytes: SparseBytes, end: number): boolean {
  if (end >= bytes.sizeBytes) return true;
  if (end < bytes.sizeBytes - INDEX_BYTES) return false;
  return bytes.view(end, 8).toString('latin1', 4, 8) === 'mfra';
}

/** trex: the duration of a sample if its fragment does not state one. */
function readDefaults(walk: BoxWalk, timelines: Map<number, Timeline>): void {
  for (const moov of walk.children(0, walk.bytes.sizeBytes, 1)) {
    if (moov.type !== 'moov') continue;
    const mvex = walk.find(moov.payload, moov.end, 2, 'mvex');
    if (mvex === null) return;
    for (const box of walk.children(mvex.payload, mvex.end, 3)) {
      if (box.type !== 'trex') continue;
      const fields = new FieldReader(walk.payload(box), 'trex');
      fields.skip(4);
      const timeline = timelines.get(fields.u32());
      fields.skip(4);
      if (timeline !== undefined) timeline.defaultDuration = fields.u32();
    }
    return;
  }
}

function readSegmentIndex(walk: BoxWalk, sidx: Box): { end: number; durationMs: number } {
  const fields = new FieldReader(walk.payload(sidx), 'sidx');
  const version = fields.version();
  fields.skip(4);
  const timescale = fields.u32();
  fields.skip(version === 0 ? 4 : 8);
  let end = sidx.end + (version === 0 ? fields.u32() : fields.u64());
  fields.skip(2);
  const count = fields.u16();
  let duration = 0;
  for (let index = 0; index < count; index += 1) {
    end += fields.u32() & 0x7fffffff;
    duration += fields.u32();
    fields.skip(4);
  }
  return { end, durationMs: milliseconds(duration, timescale) };
}
