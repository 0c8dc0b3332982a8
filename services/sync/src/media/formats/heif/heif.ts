import type { Findings, ImageContentType } from '@bucket-sync/shared/contracts';
import { type Box, BoxWalk } from '../../bytes/boxes.ts';
import { FieldReader } from '../../bytes/field-reader.ts';
import type { SparseBytes } from '../../bytes/sparse-bytes.ts';
import type { ParsedImage } from '../../parsed.ts';
import { corrupt } from '../../refusal.ts';
import { readTrack } from '../iso/track.ts';
import { type ExifTags, NO_EXIF, readExif } from '../tiff/exif.ts';
import { type ItemLocation, readItemLocations } from './items.ts';
import { displayedSize, readItemProperties } from './properties.ts';

const MAX_ITEMS = 4096;

/**
 * Reads HEIC, HEIF and AVIF: the primary item's size after its own crop and rotation (clap, irot), which every decoder
 * applies. It also reads the orientation of the EXIF item, if there is one.
 *
 * @see ISO/IEC 23008-12 (HEIF), 6.5 and Annex A; AV1 Image File Format 1.1
 */
export function parseHeif(bytes: SparseBytes): ParsedImage {
  const walk = new BoxWalk(bytes);
  const ftyp = walk.boxAt(0, bytes.sizeBytes)!;
  const contentType = contentTypeOf(walk.payload(ftyp, 512));
  const { meta, moov } = findContent(walk, ftyp.end);
  if (meta === null) return { kind: 'IMAGE', contentType, ...sizeOfSequence(walk, moov), orientation: null };
  const parts = new Map<string, Box>();
  for (const box of walk.children(meta.payload + 4, meta.end, 2)) if (!parts.has(box.type)) parts.set(box.type, box);
  const primary = primaryItem(walk, parts.get('pitm'));
  const properties = parts.get('iprp');
  if (properties === undefined) throw corrupt('HEIF without item properties');
  const { width, height } = displayedSize(readItemProperties(walk, properties, primary));
  const locations = readItemLocations(walk, parts.get('iloc'));
  const idat = parts.get('idat') ?? null;
  refuseIfCutOff(bytes, locations.get(primary));
  const exif = exifItem(walk, parts.get('iinf'));
  const at = exif === null ? null : locations.get(exif);
  const { orientation } = at === null || at === undefined ? NO_EXIF : readExifItem(bytes, at, idat);
  return { kind: 'IMAGE', contentType, width, height, orientation, readFurther: () => findVideo(walk, meta.end) };
}

/** The video of a motion photo (mpvd), which is behind all other boxes. @see Android, Motion Photo format 1.0 */
function findVideo(walk: BoxWalk, from: number): Findings {
  const mpvd = walk.find(from, walk.bytes.sizeBytes, 1, 'mpvd');
  return mpvd === null ? {} : { trailer: { sizeBytes: mpvd.end - mpvd.start, holds: 'VIDEO' } };
}

/**
 * Decides by the major brand, as exiftool does. Only an AVIF with the major brand mif1 is recognised by its compatible
 * brands.
 */
function contentTypeOf(ftyp: Buffer): ImageContentType {
  const major = ftyp.toString('latin1', 0, 4);
  if (major === 'avif' || major === 'avis') return 'image/avif';
  if (major.startsWith('hei') || major.startsWith('hev')) return 'image/heic';
  const compatible: string[] = [];
  for (let at = 8; at + 4 <= ftyp.length; at += 4) compatible.push(ftyp.toString('latin1', at, at + 4));
  if (compatible.includes('avif') || compatible.includes('avis')) return 'image/avif';
  return 'image/heif';
}

/** A still image is in meta, an image sequence in moov. If a file has both, the still image counts. */
function findContent(walk: BoxWalk, from: number): { meta: Box; moov: null } | { meta: null; moov: Box } {
  let moov: Box | null = null;
  for (const box of walk.children(from, walk.bytes.sizeBytes, 1)) {
    if (box.type === 'meta') return { meta: box, moov: null };
    if (box.type === 'moov') moov = box;
  }
  if (moov === null) throw corrupt('HEIF without a meta box');
  return { meta: null, moov };
}

/** The size of an image sequence: its first track's, rotated by the track's matrix. @see ISO/IEC 23008-12, 7 */
function sizeOfSequence(walk: BoxWalk, moov: Box): { width: number; height: number } {
  for (const box of walk.children(moov.payload, moov.end, 2)) {
    if (box.type !== 'trak') continue;
    const { picture, isTurned } = readTrack(walk, box);
    if (picture === null) continue;
    const { width, height } = picture;
    return isTurned ? { width: height, height: width } : { width, height };
  }
  throw corrupt('HEIF image sequence without pictures');
}

function primaryItem(walk: BoxWalk, pitm: Box | undefined): number {
  if (pitm === undefined) throw corrupt('HEIF without a primary item');
  const fields = new FieldReader(walk.payload(pitm, 8), 'pitm');
  const version = fields.version();
  return version === 0 ? fields.u16() : fields.u32();
}

/** The first item of type Exif; null if there is none. */
function exifItem(walk: BoxWalk, iinf: Box | undefined): number | null {
  if (iinf === undefined) return null;
  const header = new FieldReader(walk.payload(iinf, 8), 'iinf');
  const version = header.version();
  let seen = 0;
  for (const infe of walk.children(iinf.payload + 4 + (version === 0 ? 2 : 4), iinf.end, 3)) {
    seen += 1;
    if (seen > MAX_ITEMS) throw corrupt(`more than ${MAX_ITEMS} HEIF items`);
    const entry = walk.payload(infe, 16);
    if (infe.type !== 'infe' || entry.length < 12 || entry[0]! < 2) continue;
    const fields = new FieldReader(entry, 'infe');
    const id = fields.version() === 2 ? fields.u16() : fields.u32();
    fields.u16();
    if (fields.left >= 4 && fields.text(4) === 'Exif') return id;
  }
  return null;
}

function refuseIfCutOff(bytes: SparseBytes, primary: ItemLocation | undefined): void {
  if (primary === undefined || primary.isInIdat) return;
  for (const extent of primary.extents) {
    if (extent.offset + extent.lengthBytes > bytes.sizeBytes) throw corrupt('cut off within the HEIF image data');
  }
}

/** The item begins with the distance to the TIFF header. "Exif\0\0" may be in between. Only IFD0 is read. */
function readExifItem(bytes: SparseBytes, item: ItemLocation, idat: Box | null): ExifTags {
  const extent = item.extents[0];
  if (extent === undefined || (item.isInIdat && idat === null)) return NO_EXIF;
  const start = item.isInIdat ? idat!.payload + extent.offset : extent.offset;
  const end = extent.lengthBytes === 0 ? bytes.sizeBytes : Math.min(start + extent.lengthBytes, bytes.sizeBytes);
  const prefix = bytes.view(start, Math.min(10, end - start));
  if (prefix.length < 10) return NO_EXIF;
  const blockAt = start + 4 + prefix.readUInt32BE(0);
  if (blockAt >= end) return NO_EXIF;
  return readExif(bytes, prefix.toString('latin1', 4, 8) === 'Exif' ? start + 10 : blockAt, end);
}
