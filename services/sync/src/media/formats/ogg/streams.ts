import type { ParsedVideo } from '../../parsed.ts';

export interface OggStream {
  kind: 'VIDEO' | 'OTHER';
  picture?: Pick<ParsedVideo, 'codec' | 'width' | 'height' | 'pixelFormat' | 'frameRate'>;
  /** The time at which a granule position ends. */
  millisecondsAt(granule: bigint): number;
}

const THEORA_FORMATS = ['yuv420p', 'unknown', 'yuv422p', 'yuv444p'] as const;
/** From this version on a granule position counts frames from 1. */
const VERSION_3_2_1 = 0x030201;

/** The facts in the first page of a stream. */
export function streamOfHeader(header: Buffer): OggStream {
  if (header.length >= 42 && header.toString('latin1', 0, 7) === '\x80theora') return theora(header);
  if (header.length >= 26 && header.toString('latin1', 0, 6) === 'OVP80\x01') return vp8(header);
  return { kind: 'OTHER', millisecondsAt: (granule) => (Number(granule) * 1000) / soundRate(header) };
}

/** @see Theora Specification, 6.2 (identification header) and A.2.3 (granule position) */
function theora(header: Buffer): OggStream {
  const [numerator, denominator] = [header.readUInt32BE(22), header.readUInt32BE(26)];
  const shift = BigInt(((header[40]! & 3) << 3) | (header[41]! >>> 5));
  const first = header.readUIntBE(7, 3) >= VERSION_3_2_1 ? 0 : 1;
  return {
    kind: 'VIDEO',
    picture: {
      codec: 'theora',
      width: header.readUIntBE(14, 3),
      height: header.readUIntBE(17, 3),
      pixelFormat: THEORA_FORMATS[(header[41]! >>> 3) & 3]!,
      frameRate: rateOf(numerator, denominator),
    },
    millisecondsAt(granule) {
      const frames = Number((granule >> shift) + (granule & ((1n << shift) - 1n))) + first;
      return numerator === 0 ? 0 : (frames * denominator * 1000) / numerator;
    },
  };
}

/** @see VP8 in Ogg, as FFmpeg 5.1 reads it (oggparsevp8.c) */
function vp8(header: Buffer): OggStream {
  const [numerator, denominator] = [header.readUInt32BE(18), header.readUInt32BE(22)];
  return {
    kind: 'VIDEO',
    picture: {
      codec: 'vp8',
      width: header.readUInt16BE(8),
      height: header.readUInt16BE(10),
      pixelFormat: 'yuv420p',
      frameRate: rateOf(numerator, denominator),
    },
    millisecondsAt: (granule) => (numerator === 0 ? 0 : (Number(granule >> 32n) * denominator * 1000) / numerator),
  };
}

const rateOf = (numerator: number, denominator: number): number | null =>
  numerator > 0 && denominator > 0 ? numerator / denominator : null;

/** Samples a second of Vorbis; Opus always counts 48,000. */
function soundRate(header: Buffer): number {
  const isVorbis = header.length >= 16 && header.toString('latin1', 0, 7) === '\x01vorbis';
  const isOpus = header.toString('latin1', 0, 8) === 'OpusHead';
  if (isOpus) return 48_000;
  return isVorbis ? header.readUInt32LE(12) || Number.POSITIVE_INFINITY : Number.POSITIVE_INFINITY;
}
