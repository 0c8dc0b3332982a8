import type { SparseBytes } from '../../bytes/sparse-bytes.ts';
import { codecOfFourcc } from '../../codecs/names/codec-of-tag.ts';
import type { ParsedVideo } from '../../parsed.ts';
import { corrupt, Refusal, tooComplex } from '../../refusal.ts';

const HEADER_BYTES = 30;
const OBJECT_BYTES = 24;
const MAX_OBJECTS = 1024;
/** GUIDs as stored in the file. @see Advanced Systems Format Specification, 10 */
const GUID = {
  fileProperties: 'a1dcab8c47a9cf118ee400c00c205365',
  streamProperties: '9107dcb7b7a9cf118ee600c00c205365',
  headerExtension: 'b503bf5f2ea9cf118ee300c00c205365',
  extendedStream: 'cba5e61472c632439983a96952065b5a',
  video: 'c0ef19bc4d5bcf11a8fd00805f5c442b',
} as const;
/** The header extension's own fields before the objects in it. */
const EXTENSION_BYTES = 22;
const STREAM_FIELDS_BYTES = 54;
const WINDOWS_MEDIA = /^(wmv[123]|vc1)$/;

interface Found {
  durationMs: number;
  video: { width: number; height: number; fourcc: string; bitsPerPixel: number } | null;
  frameRate: number | null;
}

/**
 * Reads ASF and WMV. All facts are in the header object at the beginning.
 *
 * @see Advanced Systems Format (ASF) Specification 1.20.05, 3; FFmpeg 5.1 asfdec_f.c for the names
 */
export function parseAsf(bytes: SparseBytes): ParsedVideo {
  const header = bytes.exactly(0, HEADER_BYTES, 'the ASF header');
  const end = Number(header.readBigUInt64LE(16));
  if (end > bytes.sizeBytes) throw corrupt(`cut off: an ASF header of ${end} bytes, the file has ${bytes.sizeBytes}`);
  const found: Found = { durationMs: 0, video: null, frameRate: null };
  readObjects(bytes, HEADER_BYTES, end, found, 1);
  if (found.video === null) throw new Refusal('NOT_MEDIA', 'no video track in it');
  const { width, height, fourcc, bitsPerPixel } = found.video;
  const named = codecOfFourcc(fourcc, bitsPerPixel);
  return {
    kind: 'VIDEO',
    contentType: WINDOWS_MEDIA.test(named.codec) ? 'video/x-ms-wmv' : 'video/x-ms-asf',
    width,
    height,
    durationMs: found.durationMs,
    frameRate: found.frameRate,
    frameCount: null,
    codec: named.codec,
    pixelFormat: named.pixelFormat ?? 'unknown',
    majorBrand: null,
  };
}

function readObjects(bytes: SparseBytes, from: number, end: number, found: Found, depth: number): void {
  let objects = 0;
  for (let at = from; at + OBJECT_BYTES <= end; ) {
    objects += 1;
    if (objects > MAX_OBJECTS) throw tooComplex(`more than ${MAX_OBJECTS} ASF objects`);
    const object = bytes.exactly(at, OBJECT_BYTES, 'the ASF header');
    const sizeBytes = Number(object.readBigUInt64LE(16));
    if (sizeBytes < OBJECT_BYTES || at + sizeBytes > end)
      throw corrupt(`an ASF object at byte ${at} that does not fit`);
    const payload = at + OBJECT_BYTES;
    switch (object.toString('hex', 0, 16)) {
      case GUID.fileProperties:
        found.durationMs = durationOf(bytes.exactly(payload, 64, 'the ASF file properties'));
        break;
      case GUID.streamProperties:
        found.video ??= videoOf(bytes, payload, at + sizeBytes);
        break;
      case GUID.extendedStream:
        found.frameRate ??= rateOf(bytes.exactly(payload, 60, 'the ASF stream properties'));
        break;
      case GUID.headerExtension:
        if (depth === 1) readObjects(bytes, payload + EXTENSION_BYTES, at + sizeBytes, found, 2);
        break;
    }
    at += sizeBytes;
  }
}

/** The play duration, in units of 100 ns, includes the time that a player waits first (preroll, in milliseconds). */
function durationOf(properties: Buffer): number {
  const playMs = Number(properties.readBigUInt64LE(40)) / 10_000;
  const prerollMs = Number(properties.readBigUInt64LE(56));
  return Math.max(0, Math.round(playMs - prerollMs));
}

function videoOf(bytes: SparseBytes, at: number, end: number): Found['video'] {
  const fields = bytes.exactly(at, STREAM_FIELDS_BYTES, 'the ASF stream properties');
  if (fields.toString('hex', 0, 16) !== GUID.video || end - at < STREAM_FIELDS_BYTES + 31) return null;
  const data = bytes.view(at + STREAM_FIELDS_BYTES, 31);
  if (data.length < 31) return null;
  return {
    width: data.readUInt32LE(0),
    height: data.readUInt32LE(4),
    bitsPerPixel: data.readUInt16LE(25),
    fourcc: data.toString('latin1', 27, 31),
  };
}

/** The average time per frame, in units of 100 ns; 0 for sound, and if the writer states none. */
function rateOf(properties: Buffer): number | null {
  const unitsPerFrame = Number(properties.readBigUInt64LE(52));
  return unitsPerFrame > 0 ? 1e7 / unitsPerFrame : null;
}
