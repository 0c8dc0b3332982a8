import type { Box, BoxWalk } from '../../bytes/boxes.ts';
import { FieldReader } from '../../bytes/field-reader.ts';

/** What the edit list of a track states about its beginning. */
export interface Beginning {
  /** Nothing is shown or heard this long, in units of the movie's timescale. */
  emptyDuration: number;
  /** The first media that are presented, in units of the track's timescale. */
  mediaTime: number;
}

const AT_ONCE: Beginning = { emptyDuration: 0, mediaTime: 0 };
/** The media time of an empty edit, which has all bits set. */
const EMPTY = [2 ** 32 - 1, 2 ** 64 - 1];

/** @see ISO/IEC 14496-12, 8.6.6; FFmpeg 5.1, mov.c mov_build_index, which reads the first two edits too */
export function readBeginning(walk: BoxWalk, edts: Box | undefined): Beginning {
  const elst = edts === undefined ? null : walk.find(edts.payload, edts.end, 4, 'elst');
  if (elst === null || elst.end - elst.payload < 8) return AT_ONCE;
  const fields = new FieldReader(walk.payload(elst, 48), 'elst');
  const isWide = fields.version() === 1;
  const edits: { duration: number; mediaTime: number }[] = [];
  for (let count = Math.min(fields.u32(), 2); count > 0 && fields.left >= (isWide ? 20 : 12); count -= 1) {
    const duration = isWide ? fields.u64() : fields.u32();
    edits.push({ duration, mediaTime: isWide ? fields.u64() : fields.u32() });
    fields.skip(4);
  }
  const isDelayed = EMPTY.includes(edits[0]?.mediaTime ?? 0);
  const mediaTime = edits[isDelayed ? 1 : 0]?.mediaTime ?? 0;
  return { emptyDuration: isDelayed ? edits[0]!.duration : 0, mediaTime: EMPTY.includes(mediaTime) ? 0 : mediaTime };
}
