import { type Box, BoxWalk } from '../bytes/boxes.ts';
import type { SparseBytes } from '../bytes/sparse-bytes.ts';
import { corrupt, tooComplex } from '../refusal.ts';
import { FieldReader } from './field-reader.ts';
import { milliseconds, type Track } from './iso-track.ts';

/** Fragments are visited in reads of this size, so that a clip of some megabytes is seen whole within the budget. */
const READ_AHEAD_BYTES = 2 * 1024 * 1024;
const VISITED_BYTES = 6 * READ_AHEAD_BYTES;
/** An hour of fragments of a second, seven boxes each, is 25,000. */
const MAX_BOXES = 65_536;
/** The index at the end of a fragmented file (mfra) is looked for in this. */
const INDEX_BYTES = 64 * 1024;
const MAX_SAMPLES = 4_000_000;

/** What is known of a track's time, in units of its timescale. */
interface Timeline {
  timescale: number;
  /** Samples, and how long they last together: the frame rate of a video. */
  samples: number;
  sampleDuration: number;
  end: number;
  defaultDuration: number;
}

export interface FragmentTiming {
  /** Null where nothing tells. */
  durationMs: number | null;
  /** Of the video track, over moov's samples and those of the fragments that were visited. */
  frameRate: number | null;
}

/**
 * The length and frame rate of a fragmented file: from its segment index where that covers the file, from the fragments
 * themselves where they fit in the budget, else from the last fragment, which the index at the end (mfra) names.
 *
 * @param from  where moov ends
 * @see ISO/IEC 14496-12, 8.8 (moof, traf, trun, mfra) and 8.16.3 (sidx)
 */
export function timingOfFragments(bytes: SparseBytes, from: number, tracks: Track[], video: Track): FragmentTiming {
  const walk = new BoxWalk(bytes, MAX_BOXES);
  const timelines = new Map<number, Timeline>();
  for (const { id, timescale, sampleCount, sampleDuration } of tracks) {
    timelines.set(id, { timescale, samples: sampleCount, sampleDuration, end: sampleDuration, defaultDuration: 0 });
  }
  readDefaults(walk, timelines);
  const durationMs = visitFragments(walk, from, timelines);
  const { timescale, samples, sampleDuration } = timelines.get(video.id)!;
  const isKnown = timescale > 0 && samples > 0 && sampleDuration > 0;
  return { durationMs, frameRate: isKnown ? (timescale * samples) / sampleDuration : null };
}

function visitFragments(walk: BoxWalk, from: number, timelines: Map<number, Timeline>): number | null {
  const { sizeBytes } = walk.bytes;
  let indexedMs: number | null = null;
  let hasFragment = false;
  for (let position = from; position + 8 <= sizeBytes; ) {
    if (!walk.bytes.has(position, 8) && sizeBytes - position > VISITED_BYTES) return durationByIndex(walk, timelines);
    const readAheadBytes = indexedMs === null ? READ_AHEAD_BYTES : walk.bytes.readAheadBytes;
    walk.bytes.view(position, Math.min(16, sizeBytes - position), readAheadBytes);
    const box = walk.boxAt(position, sizeBytes);
    if (box === null) break;
    // an index behind the first fragment is that of its own segment
    if (box.type === 'sidx' && !hasFragment) {
      const covered = readSegmentIndex(walk, box);
      if (isCovered(walk.bytes, covered.end)) indexedMs ??= covered.durationMs;
    } else if (box.type === 'moof') {
      hasFragment = true;
      readFragment(walk, box, timelines);
      if (indexedMs !== null) return indexedMs;
    }
    position = box.end;
  }
  return indexedMs ?? longest(timelines);
}

/** True when nothing but the index of fragments stands behind `end`. */
function isCovered(bytes: SparseBytes, end: number): boolean {
  if (end >= bytes.sizeBytes) return true;
  if (end < bytes.sizeBytes - INDEX_BYTES) return false;
  return bytes.view(end, 8).toString('latin1', 4, 8) === 'mfra';
}

function longest(timelines: Map<number, Timeline>): number | null {
  let longestMs = 0;
  for (const { timescale, end } of timelines.values()) longestMs = Math.max(longestMs, milliseconds(end, timescale));
  return longestMs === 0 ? null : longestMs;
}

/** trex: what a sample lasts where its fragment does not say. */
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

function readFragment(walk: BoxWalk, moof: Box, timelines: Map<number, Timeline>): void {
  for (const traf of walk.children(moof.payload, moof.end, 2)) {
    if (traf.type !== 'traf') continue;
    let timeline: Timeline | undefined;
    let defaultDuration = 0;
    for (const box of walk.children(traf.payload, traf.end, 3)) {
      const fields = new FieldReader(walk.payload(box), box.type);
      if (box.type === 'tfhd') {
        const flags = fields.u32() & 0xffffff;
        timeline = timelines.get(fields.u32());
        fields.skip(((flags & 1) !== 0 ? 8 : 0) + ((flags & 2) !== 0 ? 4 : 0));
        defaultDuration = (flags & 8) !== 0 ? fields.u32() : (timeline?.defaultDuration ?? 0);
      } else if (box.type === 'tfdt' && timeline !== undefined) {
        timeline.end = fields.version() === 1 ? fields.u64() : fields.u32();
      } else if (box.type === 'trun' && timeline !== undefined) {
        const run = readRun(fields, defaultDuration);
        timeline.end += run.duration;
        timeline.samples += run.samples;
        timeline.sampleDuration += run.duration;
      }
    }
  }
}

/** Counts are held against the bytes there are before the samples are visited. */
function readRun(fields: FieldReader, defaultDuration: number): { samples: number; duration: number } {
  const flags = fields.u32() & 0xffffff;
  const count = fields.u32();
  fields.skip(((flags & 1) !== 0 ? 4 : 0) + ((flags & 4) !== 0 ? 4 : 0));
  const sampleBytes = 4 * [0x100, 0x200, 0x400, 0x800].filter((flag) => (flags & flag) !== 0).length;
  if (count * sampleBytes > fields.left) throw corrupt(`a fragment of ${count} samples that does not fit its box`);
  if ((flags & 0x100) === 0) return { samples: count, duration: count * defaultDuration };
  if (count > MAX_SAMPLES) throw tooComplex(`a fragment of ${count} samples`);
  let duration = 0;
  for (let sample = 0; sample < count; sample += 1) {
    duration += fields.u32();
    fields.skip(sampleBytes - 4);
  }
  return { samples: count, duration };
}

/** By the random access index at the file's end: the place of each track's last fragment, whose end is the track's. */
function durationByIndex(walk: BoxWalk, timelines: Map<number, Timeline>): number | null {
  const { bytes } = walk;
  const tailAt = bytes.sizeBytes - INDEX_BYTES;
  const tail = bytes.view(tailAt, INDEX_BYTES, INDEX_BYTES);
  const indexBytes =
    tail.toString('latin1', tail.length - 12, tail.length - 8) === 'mfro' ? tail.readUInt32BE(tail.length - 4) : 0;
  if (indexBytes < 24 || indexBytes > INDEX_BYTES) return null;
  const start = bytes.sizeBytes - indexBytes;
  const last = new Set<number>();
  for (const box of walk.children(start + 8, bytes.sizeBytes, 2))
    if (box.type === 'tfra') last.add(lastFragment(walk, box));
  for (const at of [...last].sort((left, right) => left - right)) {
    const moof = walk.boxAt(at, bytes.sizeBytes);
    if (moof?.type === 'moof') readFragment(walk, moof, timelines);
  }
  return last.size === 0 ? null : longest(timelines);
}

function lastFragment(walk: BoxWalk, tfra: Box): number {
  const fields = new FieldReader(walk.payload(tfra), 'tfra');
  const version = fields.version();
  fields.skip(4);
  const sizes = fields.u32();
  const entryBytes = (version === 1 ? 16 : 8) + 3 + ((sizes >>> 4) & 3) + ((sizes >>> 2) & 3) + (sizes & 3);
  const count = fields.u32();
  if (count === 0 || count * entryBytes > fields.left) throw corrupt('an index of fragments that does not fit its box');
  fields.skip((count - 1) * entryBytes + (version === 1 ? 8 : 4));
  return version === 1 ? fields.u64() : fields.u32();
}
