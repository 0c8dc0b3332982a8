import type { SparseBytes } from '../../bytes/sparse-bytes.ts';
import { readAvcConfiguration } from '../../codecs/mpeg/h264.ts';
import type { CodecPicture } from '../../codecs/pixel-format.ts';
import type { ParsedVideo } from '../../parsed.ts';
import { corrupt, Refusal } from '../../refusal.ts';
import { readMetadata } from './metadata.ts';
import { pictureOfSorenson } from './sorenson.ts';

const TAG_BYTES = 11;
const SIZE_BYTES = 4;
const TAG = { video: 9, script: 18 } as const;
/** The most sound and script tags before the first frame. */
const MAX_TAGS = 64;
const FRAME_HEAD_BYTES = 1024;
const MAX_SCRIPT_BYTES = 256 * 1024;
const H264 = 7;

/** Codecs by the low four bits of a frame's first byte. @see Video File Format Specification 10.1, E.4.3.1 */
const CODECS = new Map<number, { codec: string; pixelFormat: string }>([
  [2, { codec: 'flv1', pixelFormat: 'yuv420p' }],
  [3, { codec: 'flashsv', pixelFormat: 'bgr24' }],
  [4, { codec: 'vp6f', pixelFormat: 'yuv420p' }],
  [5, { codec: 'vp6a', pixelFormat: 'yuva420p' }],
  [6, { codec: 'flashsv2', pixelFormat: 'bgr24' }],
  [H264, { codec: 'h264', pixelFormat: 'unknown' }],
]);

interface Tag {
  type: number;
  payload: number;
  end: number;
  timeMs: number;
}

/**
 * Reads Flash video. The metadata (onMetaData) state duration, size and rate. The first frame states the codec and its
 * size. If the metadata state no duration, the time of the last tag is the duration.
 *
 * @see Adobe, Video File Format Specification 10.1, annex E; FFmpeg 5.1 flvdec.c for the names
 */
export function parseFlv(bytes: SparseBytes): ParsedVideo {
  const header = bytes.exactly(0, 9, 'the FLV header');
  let metadata = new Map<string, number>();
  let frame: Buffer | null = null;
  let at = header.readUInt32BE(5) + SIZE_BYTES;
  for (let tags = 0; tags < MAX_TAGS && frame === null && at + TAG_BYTES <= bytes.sizeBytes; tags += 1) {
    const tag = tagAt(bytes, at);
    if (tag.end > bytes.sizeBytes) throw corrupt(`cut off within an FLV tag at byte ${at}`);
    const lengthBytes = tag.end - tag.payload;
    if (tag.type === TAG.script && metadata.size === 0) {
      metadata = readMetadata(bytes.view(tag.payload, Math.min(lengthBytes, MAX_SCRIPT_BYTES)));
    } else if (tag.type === TAG.video && lengthBytes > 0) {
      frame = bytes.view(tag.payload, Math.min(lengthBytes, FRAME_HEAD_BYTES));
    }
    at = tag.end + SIZE_BYTES;
  }
  if (frame === null) throw new Refusal('NOT_MEDIA', 'no video track in it');
  const named = CODECS.get(frame[0]! & 15) ?? { codec: 'unknown', pixelFormat: 'unknown' };
  const picture = pictureOf(frame);
  const seconds = metadata.get('duration') ?? 0;
  const rate = metadata.get('framerate') ?? 0;
  return {
    kind: 'VIDEO',
    contentType: 'video/x-flv',
    width: picture?.width ?? metadata.get('width') ?? 0,
    height: picture?.height ?? metadata.get('height') ?? 0,
    durationMs: seconds > 0 ? Math.round(seconds * 1000) : lastTimeMs(bytes),
    frameRate: rate > 0 ? rate : null,
    frameCount: null,
    codec: named.codec,
    pixelFormat: picture?.pixelFormat ?? named.pixelFormat,
    majorBrand: null,
  };
}

function tagAt(bytes: SparseBytes, at: number): Tag {
  const header = bytes.exactly(at, TAG_BYTES, 'an FLV tag');
  const payload = at + TAG_BYTES;
  const timeMs = header.readUIntBE(4, 3) + header.readUInt8(7) * 2 ** 24;
  return { type: header.readUInt8(0) & 31, payload, end: payload + header.readUIntBE(1, 3), timeMs };
}

function pictureOf(frame: Buffer): CodecPicture | null {
  const codec = frame[0]! & 15;
  if (codec === 2) return pictureOfSorenson(frame.subarray(1));
  const isConfiguration = codec === H264 && frame[1] === 0 && frame.length > 13;
  return isConfiguration ? readAvcConfiguration(frame.subarray(5)) : null;
}

/** A file ends with the length of its last tag. */
function lastTimeMs(bytes: SparseBytes): number {
  const lengthBytes = bytes.view(bytes.sizeBytes - SIZE_BYTES, SIZE_BYTES).readUInt32BE(0);
  const at = bytes.sizeBytes - SIZE_BYTES - lengthBytes;
  return lengthBytes < TAG_BYTES || at < 9 ? 0 : tagAt(bytes, at).timeMs;
}
