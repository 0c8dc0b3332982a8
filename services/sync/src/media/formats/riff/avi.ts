import type { SparseBytes } from '../../bytes/sparse-bytes.ts';
import { pictureOfFrame } from '../../codecs/frame.ts';
import { codecOfFourcc } from '../../codecs/names/codec-of-tag.ts';
import type { CodecPicture } from '../../codecs/pixel-format.ts';
import { pictureOfPrivateData } from '../../codecs/private-data.ts';
import type { ParsedVideo } from '../../parsed.ts';
import { corrupt, Refusal, tooComplex } from '../../refusal.ts';
import { firstFrameOf } from './avi-frames.ts';
import { RiffWalk } from './riff.ts';

interface AviStream {
  kind: string;
  fourcc: string;
  bitsPerPixel: number;
  width: number;
  height: number;
  scale: number;
  rate: number;
  length: number;
  /** 0 if samples differ in size, as frames do. */
  sampleBytes: number;
  /** The bytes behind the bitmap header: the codec's own configuration. */
  extradata: Buffer;
}

const MAX_STREAMS = 64;
/** A stream's header or format, with the parameter sets of its codec. */
const MAX_HEADER_BYTES = 1024;

/**
 * Reads AVI. The stream headers are at the beginning. The first frame is read only if the codec's name does not state
 * the pixel format.
 *
 * @see AVI RIFF File Reference (Microsoft); FFmpeg 5.1 avidec.c for the names
 */
export function parseAvi(bytes: SparseBytes): ParsedVideo {
  const walk = new RiffWalk(bytes);
  const streams: AviStream[] = [];
  let movieAt: number | null = null;
  let hasHeaders = false;
  for (const chunk of walk.chunks(12, bytes.sizeBytes)) {
    if (chunk.type === 'hdrl') {
      readStreams(walk, chunk.payload, chunk.end, streams);
      hasHeaders = true;
    } else if (chunk.type === 'movi') {
      movieAt = chunk.payload;
      if (chunk.statedEnd > bytes.sizeBytes && chunk.statedEnd < 0xffffff00) {
        throw corrupt(`cut off: AVI frames up to byte ${chunk.statedEnd}, the file has ${bytes.sizeBytes}`);
      }
      break;
    }
  }
  if (!hasHeaders) throw corrupt('AVI without headers');
  const index = streams.findIndex(({ kind }) => kind === 'vids');
  const video = streams[index];
  if (video === undefined) throw new Refusal('NOT_MEDIA', 'no video track in it');
  if (movieAt === null) throw corrupt('AVI without frames');
  const named = codecOfFourcc(video.fourcc, video.bitsPerPixel);
  const seen = named.pixelFormat === null ? pictureOf(walk, video, named.codec, movieAt, index) : null;
  return {
    kind: 'VIDEO',
    contentType: 'video/x-msvideo',
    width: seen !== null && seen.width > 0 ? seen.width : video.width,
    height: seen !== null && seen.height > 0 ? seen.height : video.height,
    durationMs: longestMs(bytes, streams),
    frameRate: video.scale > 0 && video.rate > 0 ? video.rate / video.scale : null,
    frameCount: video.length > 0 ? video.length : null,
    codec: named.codec,
    pixelFormat: named.pixelFormat ?? seen?.pixelFormat ?? 'unknown',
    majorBrand: null,
  };
}

/** Some codecs store their configuration outside the frames, as in an MP4. */
function pictureOf(
  walk: RiffWalk,
  video: AviStream,
  codec: string,
  movieAt: number,
  index: number,
): CodecPicture | null {
  const configured = pictureOfPrivateData(codec, video.extradata, video.bitsPerPixel);
  if (configured !== null) return configured;
  const frame = firstFrameOf(walk, movieAt, index);
  return frame === null ? null : pictureOfFrame(codec, frame, video.fourcc);
}

/**
 * The duration of the longest stream that counts its frames. Sound with samples of one size counts something else, and
 * ffprobe ignores it. If the file is shorter than its header states, the duration shrinks in proportion.
 *
 * @see FFmpeg 5.1, avidec.c avi_read_header ("File is truncated adjusting duration")
 */
function longestMs(bytes: SparseBytes, streams: AviStream[]): number {
  const statedBytes = 8 + bytes.view(4, 4).readUInt32LE(0);
  const part = Math.min(bytes.sizeBytes / statedBytes, 1);
  let longest = 0;
  for (const { kind, length, scale, rate, sampleBytes } of streams) {
    const isCounted = kind === 'vids' || (kind === 'auds' && sampleBytes === 0);
    if (isCounted && rate > 0)
      longest = Math.max(longest, Math.round((Math.round(length * part) * scale * 1000) / rate));
  }
  return longest;
}

function readStreams(walk: RiffWalk, from: number, end: number, streams: AviStream[]): void {
  for (const list of walk.chunks(from, end)) {
    if (list.type !== 'strl') continue;
    if (streams.length >= MAX_STREAMS) throw tooComplex(`more than ${MAX_STREAMS} AVI streams`);
    const stream: AviStream = {
      kind: '',
      fourcc: '',
      bitsPerPixel: 0,
      width: 0,
      height: 0,
      scale: 0,
      rate: 0,
      length: 0,
      sampleBytes: 0,
      extradata: Buffer.alloc(0),
    };
    for (const chunk of walk.chunks(list.payload, list.end)) {
      const fields = walk.content(chunk, MAX_HEADER_BYTES);
      if (chunk.type === 'strh' && fields.length >= 36) {
        stream.kind = fields.toString('latin1', 0, 4);
        stream.scale = fields.readUInt32LE(20);
        stream.rate = fields.readUInt32LE(24);
        stream.length = fields.readUInt32LE(32);
        stream.sampleBytes = fields.length >= 48 ? fields.readUInt32LE(44) : 0;
      } else if (chunk.type === 'strf' && stream.kind === 'vids' && fields.length >= 20) {
        stream.width = fields.readUInt32LE(4);
        stream.height = Math.abs(fields.readInt32LE(8));
        stream.bitsPerPixel = fields.readUInt16LE(14);
        stream.fourcc = fields.toString('latin1', 16, 20);
        stream.extradata = fields.subarray(40);
      }
    }
    streams.push(stream);
  }
}
