import { FOREIGN_FORMATS, looksLikeText } from './foreign-formats.ts';

/**
 * The formats that our parsers read. ISO_MEDIA is MP4, MOV, M4V, 3GP and F4V; MATROSKA includes WebM; ASF includes WMV.
 */
export type OwnFormat =
  | 'JPEG'
  | 'PNG'
  | 'GIF'
  | 'BMP'
  | 'WEBP'
  | 'TIFF'
  | 'HEIF'
  | 'ISO_MEDIA'
  | 'MATROSKA'
  | 'AVI'
  | 'FLV'
  | 'OGG'
  | 'ASF';

/**
 * The format that the first bytes indicate. FOREIGN is a known format that is not accepted: another kind of image or
 * video (UNSUPPORTED_FORMAT), or something else (NOT_MEDIA).
 */
export type Sniffed =
  | { kind: 'OWN'; format: OwnFormat }
  | { kind: 'FOREIGN'; media: 'IMAGE' | 'VIDEO' | 'NONE'; name: string }
  | { kind: 'TEXT' }
  | { kind: 'UNKNOWN' };

const own = (format: OwnFormat): Sniffed => ({ kind: 'OWN', format });

/** Decides by content alone; `head` is the object's first 1 KiB or more, or the whole of a smaller object. */
export function sniff(head: Buffer): Sniffed {
  const format = ownFormat(head);
  if (format !== null) return own(format);
  for (const { name, media, matches } of FOREIGN_FORMATS) if (matches(head)) return { kind: 'FOREIGN', media, name };
  return looksLikeText(head) ? { kind: 'TEXT' } : { kind: 'UNKNOWN' };
}

function ownFormat(head: Buffer): OwnFormat | null {
  if (head.length < 4) return null;
  switch (head.readUInt32BE(0)) {
    case 0x89504e47:
      return head.length >= 8 && head.readUInt32BE(4) === 0x0d0a1a0a ? 'PNG' : null;
    case 0x47494638:
      return /^GIF8[79]a/.test(head.toString('latin1', 0, 6)) ? 'GIF' : null;
    case 0x49492a00:
    case 0x4d4d002a:
      return isCanonRaw(head) ? null : 'TIFF';
    case 0x49492b00:
    case 0x4d4d002b:
      return 'TIFF';
    case 0x1a45dfa3:
      return 'MATROSKA';
    case 0x464c5601:
      return 'FLV';
    case 0x4f676753:
      return holdsOggVideo(head) ? 'OGG' : null;
    case 0x3026b275:
      return head.toString('hex', 4, 8) === '8e66cf11' ? 'ASF' : null;
    case 0x52494646:
      return riffFormat(head);
  }
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return 'JPEG';
  if (head[0] === 0x42 && head[1] === 0x4d) return isBmp(head) ? 'BMP' : null;
  return isoFormat(head);
}

/** The first pages of all streams come before any other page, so a video's is near the beginning. */
const holdsOggVideo = (head: Buffer): boolean =>
  ['\x80theora', 'OVP80\x01'].some((mark) => head.includes(mark, 0, 'latin1'));

function riffFormat(head: Buffer): OwnFormat | null {
  const type = head.toString('latin1', 8, 12);
  if (type === 'WEBP') return 'WEBP';
  return type === 'AVI ' ? 'AVI' : null;
}

/** Many texts begin with "BM", so the size of the second header must be a valid one. */
function isBmp(head: Buffer): boolean {
  if (head.length < 26) return false;
  const headerBytes = head.readUInt32LE(14);
  return headerBytes === 12 || (headerBytes >= 16 && headerBytes <= 128);
}

const isCanonRaw = (head: Buffer): boolean => head.toString('latin1', 8, 10) === 'CR' && head[10] === 2;

const HEIF_BRANDS = new Set('heic heix heim heis hevc hevx hevm hevs mif1 mif2 msf1 miaf avif avis avio'.split(' '));
/** Brands of files with the same boxes that are neither an accepted image nor an accepted video. */
const FOREIGN_BRANDS = new Set(['crx ', 'jp2 ', 'jpx ', 'jpm ', 'jxl ', 'mjp2', 'mj2s', 'jxs ']);
/** The boxes with which a QuickTime file without a brand can begin. */
const FIRST_BOXES = new Set(['moov', 'mdat', 'wide', 'free', 'skip', 'pnot', 'styp', 'moof', 'sidx']);

function isoFormat(head: Buffer): OwnFormat | null {
  if (head.length < 12) return null;
  const type = head.toString('latin1', 4, 8);
  const sizeBytes = head.readUInt32BE(0);
  if (type === 'ftyp') {
    const brand = head.toString('latin1', 8, 12);
    if (FOREIGN_BRANDS.has(brand)) return null;
    return HEIF_BRANDS.has(brand) ? 'HEIF' : 'ISO_MEDIA';
  }
  return FIRST_BOXES.has(type) && (sizeBytes >= 8 || sizeBytes <= 1) ? 'ISO_MEDIA' : null;
}
