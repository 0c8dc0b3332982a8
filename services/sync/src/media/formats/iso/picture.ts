import type { Box, BoxWalk } from '../../bytes/boxes.ts';
import { readAv1Configuration, readVpConfiguration } from '../../codecs/av1-vp9/configuration.ts';
import { pictureOfFrame } from '../../codecs/frame.ts';
import { readAvcConfiguration } from '../../codecs/mpeg/h264.ts';
import { readHevcConfiguration } from '../../codecs/mpeg/hevc.ts';
import { codecOfSampleEntry } from '../../codecs/names/codec-of-tag.ts';
import { codecOfEsds } from '../../codecs/names/sample-entries.ts';
import type { CodecPicture } from '../../codecs/pixel-format.ts';
import { pictureOfPrivateData } from '../../codecs/private-data.ts';
import { type Hdr, hdrOf } from './hdr.ts';

/** Names as in ffprobe; pixels before any rotation. */
export interface Picture {
  codec: string;
  pixelFormat: string;
  width: number;
  height: number;
  hdr: Hdr | null;
}

/** The fixed fields of a visual sample entry, before its child boxes. @see ISO/IEC 14496-12, 12.1.3 */
const ENTRY_FIELDS_BYTES = 78;
/** Enough bytes of a first frame for its headers. */
const FRAME_HEAD_BYTES = 1024;

/**
 * The facts in the first sample entry of a video track. If it does not state the pixel format, the first frame does.
 */
export function readPicture(walk: BoxWalk, entry: Box, table: Map<string, Box>): Picture | null {
  const fields = walk.payload(entry, ENTRY_FIELDS_BYTES);
  if (fields.length < ENTRY_FIELDS_BYTES) return null;
  const size = { width: fields.readUInt16BE(24), height: fields.readUInt16BE(26) };
  const depth = fields.readUInt16BE(74);
  const children = new Map<string, Box>();
  for (const box of entryChildren(walk, entry)) if (!children.has(box.type)) children.set(box.type, box);
  const type = entry.type === 'encv' ? originalFormat(walk, children.get('sinf')) : entry.type;
  const esds = children.get('esds');
  const named = esds === undefined ? codecOfSampleEntry(type, depth) : codecOfEsds(walk.payload(esds));
  const { codec } = named;
  const configured = configuredPicture(walk, codec, depth, children);
  const hdr = hdrOf(walk, children, configured?.transfer ?? null);
  if (configured !== null) {
    return { codec, ...displayedSize(size, configured), pixelFormat: configured.pixelFormat, hdr };
  }
  if (named.pixelFormat !== null) return { codec, ...size, pixelFormat: named.pixelFormat, hdr };
  const frame = firstFrame(walk, table);
  const seen = frame === null ? null : pictureOfFrame(codec, isInUnits(codec) ? withStartCodes(frame) : frame, type);
  return { codec, ...displayedSize(size, seen), pixelFormat: seen?.pixelFormat ?? 'unknown', hdr };
}

/** The boxes behind the fields. QuickTime may end them with four zero bytes, which are not a box. */
function* entryChildren(walk: BoxWalk, entry: Box): Generator<Box> {
  for (let at = entry.payload + ENTRY_FIELDS_BYTES; at + 8 <= entry.end; ) {
    if (walk.bytes.view(at, 4).readUInt32BE(0) < 8) return;
    const box = walk.boxAt(at, entry.end, 8);
    if (box === null) return;
    yield box;
    at = box.end;
  }
}

const isInUnits = (codec: string): boolean => codec === 'h264' || codec === 'hevc';

/**
 * Converts units with a length prefix (4 bytes, as all writers use) to units with a start code.
 *
 * @see ISO/IEC 14496-15, 5.3.4.2
 */
function withStartCodes(frame: Buffer): Buffer {
  const copy = Buffer.from(frame);
  for (let at = 0; at + 4 <= copy.length; ) {
    const lengthBytes = copy.readUInt32BE(at);
    copy.writeUInt32BE(1, at);
    at += 4 + lengthBytes;
  }
  return copy;
}

/** The format of an encrypted track before encryption. @see ISO/IEC 14496-12, 8.12.2 */
function originalFormat(walk: BoxWalk, sinf: Box | undefined): string {
  const frma = sinf === undefined ? null : walk.find(sinf.payload, sinf.end, 9, 'frma');
  return frma === null ? 'encv' : walk.payload(frma, 4).toString('latin1');
}

type Configured = CodecPicture & { isCroppedAtStart?: boolean };

function configuredPicture(walk: BoxWalk, codec: string, depth: number, children: Map<string, Box>): Configured | null {
  const box = (type: string): Buffer | null => {
    const found = children.get(type);
    return found === undefined ? null : walk.payload(found);
  };
  const avcC = codec === 'h264' ? box('avcC') : null;
  if (avcC !== null) return readAvcConfiguration(avcC);
  const hvcC = codec === 'hevc' ? box('hvcC') : null;
  if (hvcC !== null) return readHevcConfiguration(hvcC);
  const av1C = codec === 'av1' ? box('av1C') : null;
  if (av1C !== null) return readAv1Configuration(av1C, isRgbColour(box('colr')));
  const vpcC = codec === 'vp9' ? box('vpcC') : null;
  if (vpcC !== null) return readVpConfiguration(vpcC.subarray(4));
  const glbl = box('glbl');
  return glbl === null ? null : pictureOfPrivateData(codec, glbl, depth);
}

/** nclx with matrix coefficients 0. @see ISO/IEC 14496-12, 12.1.5 */
const isRgbColour = (colr: Buffer | null): boolean =>
  colr !== null && colr.length >= 10 && colr.toString('latin1', 0, 4) === 'nclx' && colr.readUInt16BE(8) === 0;

/**
 * The codec's size, unless it differs from the container's only by padding at the right and the bottom.
 *
 * @see FFmpeg 5.1, h264_slice.c init_dimensions ("handle container cropping")
 */
function displayedSize(container: { width: number; height: number }, codec: Configured | null) {
  if (codec === null || codec.width <= 0 || codec.height <= 0) return container;
  const isPadded =
    codec.isCroppedAtStart === false &&
    container.width > 0 &&
    container.height > 0 &&
    container.width <= codec.width &&
    container.height <= codec.height &&
    align16(container.width) === align16(codec.width) &&
    align16(container.height) === align16(codec.height);
  return isPadded ? container : { width: codec.width, height: codec.height };
}

const align16 = (pixels: number): number => Math.ceil(pixels / 16) * 16;

/** The beginning of the first sample, which is the beginning of the first chunk. */
function firstFrame(walk: BoxWalk, table: Map<string, Box>): Buffer | null {
  const wide = table.get('co64');
  const chunks = table.get('stco') ?? wide;
  if (chunks === undefined || chunks.end - chunks.payload < (chunks === wide ? 16 : 12)) return null;
  const start = walk.payload(chunks, 16);
  if (start.readUInt32BE(4) === 0) return null;
  const at = chunks === wide ? Number(start.readBigUInt64BE(8)) : start.readUInt32BE(8);
  return at >= walk.bytes.sizeBytes ? null : walk.bytes.view(at, FRAME_HEAD_BYTES);
}
