import { EbmlWalk, type Element } from '../../bytes/ebml.ts';
import type { SparseBytes } from '../../bytes/sparse-bytes.ts';
import { pictureOfFrame } from '../../codecs/frame.ts';
import type { ParsedVideo } from '../../parsed.ts';
import { corrupt, Refusal } from '../../refusal.ts';
import { firstFrameOf, firstTimesOf, lastTimeOf } from './clusters.ts';
import { ID } from './ids.ts';
import { RATE_FRAMES, steadyRate } from './steady-rate.ts';
import { type MatroskaTrack, readTracks } from './tracks.ts';

interface Segment {
  durationMs: number | null;
  timestampScale: number;
  tracks: MatroskaTrack[];
  firstCluster: Element | null;
}

/**
 * Reads Matroska and WebM. Info and Tracks are at the beginning. The first cluster is read only if the track does not
 * state its pixel format. The end of the file is read only if no duration is stated, as in recordings of browsers.
 *
 * @see RFC 9559 (Matroska); FFmpeg 5.1 matroskadec.c for the names
 */
export function parseMatroska(bytes: SparseBytes): ParsedVideo {
  const walk = new EbmlWalk(bytes);
  const header = walk.elementAt(0, bytes.sizeBytes)!;
  if (header.id !== ID.ebml || header.end > bytes.sizeBytes) throw corrupt('cut off within the Matroska header');
  const docType = readDocType(walk, header);
  const segment = findSegment(walk, header.end);
  const found = readSegment(walk, segment);
  const { tracks, firstCluster, timestampScale, durationMs } = found;
  const video = tracks.find(({ type }) => type === 'VIDEO');
  if (video === undefined) throw new Refusal('NOT_MEDIA', 'no video track in it');
  const needsFrame = video.pixelFormat === null && firstCluster !== null;
  const frame = needsFrame ? firstFrameOf(walk, firstCluster, video.number) : null;
  const seen = frame === null ? null : pictureOfFrame(video.codec, frame, video.tag);
  return {
    kind: 'VIDEO',
    contentType: docType === 'webm' ? 'video/webm' : 'video/x-matroska',
    width: video.width > 0 ? video.width : (seen?.width ?? 0),
    height: video.height > 0 ? video.height : (seen?.height ?? 0),
    durationMs: durationMs ?? lastTimeOf(walk, segment, timestampScale),
    frameRate: video.frameRate ?? rateOfFirstFrames(walk, found, video),
    frameCount: null,
    codec: video.codec,
    pixelFormat: video.pixelFormat ?? seen?.pixelFormat ?? 'unknown',
    majorBrand: null,
  };
}

/** Codecs whose frames are stored in display order. */
const IN_ORDER = new Set(['vp8', 'vp9', 'av1']);

const isToldWithoutFrames = ({ type, codec, pixelFormat, frameRate }: MatroskaTrack): boolean =>
  pixelFormat !== null && (type !== 'VIDEO' || frameRate !== null || !IN_ORDER.has(codec));

/** Browsers record no rate. ffprobe then reports the rate that fits the first frames. */
function rateOfFirstFrames(
  walk: EbmlWalk,
  { firstCluster, timestampScale }: Segment,
  video: MatroskaTrack,
): number | null {
  if (firstCluster === null || !IN_ORDER.has(video.codec)) return null;
  return steadyRate(firstTimesOf(walk, firstCluster, video.number, RATE_FRAMES), timestampScale / 1e9);
}

function readDocType(walk: EbmlWalk, header: Element): string {
  for (const element of walk.children(header)) {
    if (element.id === ID.docType) return walk.content(element, 16).toString('latin1').replace(/\0+$/, '');
  }
  return 'matroska';
}

function findSegment(walk: EbmlWalk, from: number): Element {
  const { sizeBytes } = walk.bytes;
  for (let at = from; ; ) {
    const element = walk.elementAt(at, sizeBytes);
    if (element === null) throw corrupt('Matroska without a segment');
    if (element.end > sizeBytes) {
      throw corrupt(`cut off: a Matroska segment up to byte ${element.end}, the file has ${sizeBytes}`);
    }
    if (element.id === ID.segment) return element;
    at = element.end;
  }
}

function readSegment(walk: EbmlWalk, segment: Element): Segment {
  const found: Segment = { durationMs: null, timestampScale: 1_000_000, tracks: [], firstCluster: null };
  let hasInfo = false;
  let hasTracks = false;
  for (const element of walk.children(segment)) {
    if (element.id === ID.info) {
      readInfo(walk, element, found);
      hasInfo = true;
    } else if (element.id === ID.tracks) {
      found.tracks = readTracks(walk, element);
      hasTracks = true;
    } else if (element.id === ID.cluster) {
      found.firstCluster ??= element;
      if (!element.isSizeKnown && !(hasInfo && hasTracks)) throw corrupt('Matroska whose tracks come after its frames');
    }
    if (hasInfo && hasTracks && found.firstCluster !== null) break;
    if (hasInfo && hasTracks && found.tracks.every(isToldWithoutFrames)) break;
  }
  if (!hasTracks && found.firstCluster !== null) throw corrupt('Matroska with frames and without tracks');
  return found;
}

function readInfo(walk: EbmlWalk, info: Element, found: Segment): void {
  let duration: number | null = null;
  for (const element of walk.children(info)) {
    if (element.id === ID.timestampScale) found.timestampScale = walk.unsigned(element) || 1_000_000;
    if (element.id === ID.duration) duration = walk.float(element);
  }
  if (duration !== null && duration > 0 && Number.isFinite(duration)) {
    found.durationMs = Math.round((duration * found.timestampScale) / 1e6);
  }
}
