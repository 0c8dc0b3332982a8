import type { Box, BoxWalk } from '../../bytes/boxes.ts';
import { FieldReader } from '../../bytes/field-reader.ts';
import { corrupt } from '../../refusal.ts';
import { type Picture, readPicture } from './picture.ts';

export interface MovieHeader {
  timescale: number;
  durationMs: number;
  isFragmented: boolean;
  isTurned: boolean;
}

export interface Track {
  id: number;
  /** vide, soun, … */
  handler: string;
  /** The four letters of the first sample entry; empty if there is none. */
  sampleFormat: string;
  timescale: number;
  /** The box of its edit list. */
  edits: Box | undefined;
  /** The duration of the samples in moov, in units of the timescale; fragments add to it. */
  sampleDuration: number;
  sampleCount: number;
  /** Null for tracks other than video, and if the sample entry is missing. */
  picture: Picture | null;
  frameRate: number | null;
  frameCount: number | null;
  isTurned: boolean;
}

/** @see ISO/IEC 14496-12, 8.2.2 (mvhd), 8.8.1 (mvex) */
export function readMovieHeader(walk: BoxWalk, moov: Box): MovieHeader {
  let header: MovieHeader | null = null;
  let isFragmented = false;
  for (const box of walk.children(moov.payload, moov.end, 2)) {
    if (box.type === 'mvhd' && header === null) header = movieHeader(new FieldReader(walk.payload(box), 'mvhd'));
    if (box.type === 'mvex') isFragmented = true;
  }
  return { ...(header ?? { timescale: 0, durationMs: 0, isTurned: false }), isFragmented };
}

function movieHeader(fields: FieldReader): MovieHeader {
  const version = fields.version();
  fields.skip(version === 1 ? 16 : 8);
  const timescale = fields.u32();
  const duration = version === 1 ? fields.u64() : fields.u32();
  fields.skip(16);
  const isTurned = fields.left >= 36 && readIsTurned(fields);
  return { timescale, durationMs: milliseconds(duration, timescale), isFragmented: false, isTurned };
}

/** Rounded like ffprobe's six decimals. A duration with all bits set means unknown. */
export function milliseconds(duration: number, timescale: number): number {
  if (timescale === 0 || duration === 0xffffffff || duration >= 2 ** 63) return 0;
  return Math.round(Math.round((duration / timescale) * 1e6) / 1e3);
}

/** True if the matrix swaps width and height: a rotation by 90 or 270 degrees. */
function readIsTurned(fields: FieldReader): boolean {
  const [a, b] = [fields.i32(), fields.i32()];
  fields.skip(4);
  const [c, d] = [fields.i32(), fields.i32()];
  return Math.abs(b) > Math.abs(a) && Math.abs(c) > Math.abs(d);
}

/** @see ISO/IEC 14496-12, 8.3.2 (tkhd), 8.4.2 (mdhd), 8.4.3 (hdlr), 8.6.1.2 (stts) */
export function readTrack(walk: BoxWalk, trak: Box): Track {
  const parts = childrenByType(walk, trak, 3);
  const media = parts.get('mdia');
  const mediaParts = media === undefined ? new Map<string, Box>() : childrenByType(walk, media, 4);
  const information = mediaParts.get('minf');
  const table = information === undefined ? null : walk.find(information.payload, information.end, 5, 'stbl');
  const handlerBox = mediaParts.get('hdlr');
  const handler = handlerBox === undefined ? '' : walk.payload(handlerBox, 12).toString('latin1', 8, 12);
  const timescale = mediaTimescale(walk, mediaParts.get('mdhd'));
  const { id, isTurned } = trackHeader(walk, parts.get('tkhd'));
  const track: Track = {
    id,
    handler,
    sampleFormat: '',
    timescale,
    edits: parts.get('edts'),
    sampleDuration: 0,
    sampleCount: 0,
    picture: null,
    frameRate: null,
    frameCount: null,
    isTurned,
  };
  return table === null ? track : { ...track, ...readSampleTable(walk, table, handler, timescale) };
}

function childrenByType(walk: BoxWalk, parent: Box, depth: number): Map<string, Box> {
  const children = new Map<string, Box>();
  for (const box of walk.children(parent.payload, parent.end, depth)) {
    if (!children.has(box.type)) children.set(box.type, box);
  }
  return children;
}

function trackHeader(walk: BoxWalk, tkhd: Box | undefined): { id: number; isTurned: boolean } {
  if (tkhd === undefined) return { id: 0, isTurned: false };
  const fields = new FieldReader(walk.payload(tkhd), 'tkhd');
  const version = fields.version();
  fields.skip(version === 1 ? 16 : 8);
  const id = fields.u32();
  fields.skip((version === 1 ? 12 : 8) + 16);
  return { id, isTurned: readIsTurned(fields) };
}

function mediaTimescale(walk: BoxWalk, mdhd: Box | undefined): number {
  if (mdhd === undefined) throw corrupt('a track without a media header');
  const fields = new FieldReader(walk.payload(mdhd), 'mdhd');
  fields.skip(fields.version() === 1 ? 16 : 8);
  return fields.u32();
}

/** The handlers of tracks that show pictures: a video or an image sequence. */
const PICTURED: ReadonlySet<string> = new Set(['vide', 'pict']);

type SampleTable = Pick<
  Track,
  'sampleFormat' | 'picture' | 'sampleDuration' | 'sampleCount' | 'frameRate' | 'frameCount'
>;

/** Reads the first sample entry, and for video the timing. The tables of sizes and positions are never read in full. */
function readSampleTable(walk: BoxWalk, table: Box, handler: string, timescale: number): SampleTable {
  const parts = childrenByType(walk, table, 6);
  const entries = parts.get('stsd');
  const entry = entries === undefined ? null : walk.boxAt(entries.payload + 8, entries.end, 7);
  const sampleFormat = entry?.type ?? '';
  const { frames, duration } = timing(walk, parts.get('stts'));
  if (!PICTURED.has(handler) || entry === null) {
    return {
      sampleFormat,
      picture: null,
      sampleDuration: duration,
      sampleCount: frames,
      frameRate: null,
      frameCount: null,
    };
  }
  const frameRate = frames > 0 && duration > 0 && timescale > 0 ? (timescale * frames) / duration : null;
  const picture = readPicture(walk, entry, parts);
  return {
    sampleFormat,
    picture,
    sampleDuration: duration,
    sampleCount: frames,
    frameRate,
    frameCount: frames === 0 ? null : frames,
  };
}

/** Sums the table of sample durations. */
function timing(walk: BoxWalk, stts: Box | undefined): { frames: number; duration: number } {
  if (stts === undefined) return { frames: 0, duration: 0 };
  const count = new FieldReader(walk.payload(stts, 8).subarray(4), 'stts').u32();
  if (count * 8 > stts.end - stts.payload - 8)
    throw corrupt(`a table of ${count} sample durations that does not fit its box`);
  const table = walk.payload(stts).subarray(8);
  let frames = 0;
  let duration = 0;
  for (let index = 0; index < count; index += 1) {
    const samples = table.readUInt32BE(index * 8);
    frames += samples;
    duration += samples * table.readUInt32BE(index * 8 + 4);
  }
  return { frames, duration };
}
