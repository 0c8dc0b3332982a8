import type { Box, BoxWalk } from '../../bytes/boxes.ts';
import { FieldReader } from '../../bytes/field-reader.ts';
import { corrupt, tooComplex } from '../../refusal.ts';
import { milliseconds } from './track.ts';

const MAX_SAMPLES = 4_000_000;
/** The index at the end of a fragmented file (mfra) is searched within this distance. */
export const INDEX_BYTES = 64 * 1024;

/** The known times of a track, in units of its timescale. */
export interface Timeline {
  timescale: number;
  /** When the track begins. Its other times count from there. */
  start: number;
  /**
   * True once a fragment stated when it begins (tfdt). Then `end` is right even if earlier fragments were not visited.
   */
  isPlaced: boolean;
  /** The number of samples and their total duration: the frame rate of a video. */
  samples: number;
  sampleDuration: number;
  end: number;
  defaultDuration: number;
}

/** From the beginning of the first track to the end of the last one. */
export function longest(timelines: Iterable<Timeline>): number | null {
  let [from, to] = [Infinity, -Infinity];
  for (const { timescale, start, end } of timelines) {
    if (milliseconds(end, timescale) === 0) continue;
    from = Math.min(from, start / timescale);
    to = Math.max(to, (start + end) / timescale);
  }
  return from < to ? milliseconds(to - from, 1) : null;
}

/** Adds one fragment to the tracks it belongs to. @see ISO/IEC 14496-12, 8.8.4 to 8.8.8 and 8.8.12 */
export function readFragment(walk: BoxWalk, moof: Box, timelines: Map<number, Timeline>): void {
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
        timeline.isPlaced = true;
      } else if (box.type === 'trun' && timeline !== undefined) {
        const run = readRun(fields, defaultDuration);
        timeline.end += run.duration;
        timeline.samples += run.samples;
        timeline.sampleDuration += run.duration;
      }
    }
  }
}

/** Counts are compared with the available bytes before the samples are visited. */
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
