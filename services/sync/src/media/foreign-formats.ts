/** A format that we recognise and do not accept. */
interface ForeignFormat {
  name: string;
  media: 'IMAGE' | 'VIDEO' | 'NONE';
  matches: (head: Buffer) => boolean;
}

const at =
  (offset: number, ...signatures: string[]) =>
  (head: Buffer): boolean =>
    signatures.some((signature) => head.toString('latin1', offset, offset + signature.length) === signature);

const image = (name: string, matches: ForeignFormat['matches']): ForeignFormat => ({ name, media: 'IMAGE', matches });
const video = (name: string, matches: ForeignFormat['matches']): ForeignFormat => ({ name, media: 'VIDEO', matches });
const none = (name: string, matches: ForeignFormat['matches']): ForeignFormat => ({ name, media: 'NONE', matches });

const TS_PACKET_BYTES = 188;

/**
 * True if three packets in a row begin with the sync byte. In M2TS, `lead` bytes of time code come before each packet.
 */
const isTransportStream = (lead: number) => (head: Buffer) =>
  [0, 1, 2].every((packet) => head[lead + packet * (TS_PACKET_BYTES + lead)] === 0x47);

const hasDirac = (head: Buffer): boolean => at(0, 'OggS')(head) && head.indexOf('BBCD\0') >= 0;

/** An icon file states how many icons it holds and where the first one is, behind the directory. */
const isIcon = (head: Buffer): boolean =>
  head.length >= 22 &&
  head.readUInt16LE(0) === 0 &&
  (head[2] === 1 || head[2] === 2) &&
  head[3] === 0 &&
  head.readUInt16LE(4) > 0 &&
  head.readUInt32LE(18) >= 6 + 16 * head.readUInt16LE(4);

/**
 * Uncompressed and run-length Targa files have a footer and no signature. Here only plausible header values identify
 * them.
 */
const isTarga = (head: Buffer): boolean =>
  head.length >= 18 &&
  head[1]! <= 1 &&
  [1, 2, 3, 9, 10, 11].includes(head[2]!) &&
  (head[1] === 1) === (head[2] === 1 || head[2] === 9) &&
  (head[1] === 1 ? [15, 16, 24, 32].includes(head[7]!) : head.readUInt32LE(3) === 0 && head[7] === 0) &&
  head.readUInt16LE(12) > 0 &&
  head.readUInt16LE(14) > 0 &&
  [8, 15, 16, 24, 32].includes(head[16]!);

/** Two frame headers in a row would prove MPEG audio. Here one header without a forbidden field is enough. */
const isMpegAudio = (head: Buffer): boolean =>
  head.length >= 4 &&
  head[0] === 0xff &&
  (head[1]! & 0xe0) === 0xe0 &&
  (head[1]! & 0x18) !== 0x08 &&
  (head[1]! & 0x06) !== 0 &&
  (head[2]! & 0xf0) !== 0xf0 &&
  (head[2]! & 0x0c) !== 0x0c;

const isNetpbm = (head: Buffer): boolean => /^P[1-7fF]\s[\s#\dA-Z.-]/.test(head.toString('latin1', 0, 8));

const isSvg = (head: Buffer): boolean => looksLikeText(head) && /<svg[\s>]/i.test(head.toString('utf8', 0, 4096));

/** The first match in this order counts; weak signatures come last. */
export const FOREIGN_FORMATS: readonly ForeignFormat[] = [
  image('JPEG 2000', at(0, '\0\0\0\x0cjP  \r\n\x87\n', '\xff\x4f\xff\x51')),
  image('JPEG XL', at(0, '\0\0\0\x0cJXL \r\n\x87\n', '\xff\x0a')),
  image('JPEG XS', at(0, '\0\0\0\x0cJXS ', '\xff\x10\xff\x50')),
  image('JPEG XR', at(0, 'II\xbc\x01')),
  image('camera raw', at(8, 'CR\x02')),
  image('camera raw', at(4, 'ftypcrx ')),
  image(
    'camera raw',
    at(0, 'FUJIFILMCCD-RAW', 'IIRO', 'IIRS', 'MMOR', 'IIU\0', 'FOVb', '\0MRM', 'II\x1a\0\0\0HEAPCCDR'),
  ),
  video('Motion JPEG 2000', at(4, 'ftypmjp2', 'ftypmj2s')),
  image('camera raw', at(6, 'HEAPCCDR', 'HEAPJPGM')),
  image('light field', at(0, '\x89LFP\r\n')),
  image('Carl Zeiss CZI', at(0, 'ZISRAWFILE')),
  image('Paint Shop Pro', at(0, 'Paint Shop Pro Image File')),
  image('PGF', at(0, 'PGF')),
  image('thermal image', at(0, 'FPF Public Image Format', 'FFF\0')),
  image('QuickTime image', at(4, 'idsc', 'idat')),
  image('Photoshop', at(0, '8BPS')),
  image('GIMP', at(0, 'gimp xcf')),
  image('OpenEXR', at(0, '\x76\x2f\x31\x01')),
  image('Radiance HDR', at(0, '#?RADIANCE', '#?RGBE')),
  image('MNG', at(0, '\x8aMNG\r\n\x1a\n')),
  image('JNG', at(0, '\x8bJNG\r\n\x1a\n')),
  image('DirectDraw Surface', at(0, 'DDS \x7c\0\0\0')),
  image('QOI', at(0, 'qoif')),
  image('FLIF', at(0, 'FLIF')),
  image('BPG', at(0, 'BPG\xfb')),
  image('DPX', at(0, 'SDPX', 'XPDS')),
  image('DjVu', at(0, 'AT&TFORM')),
  image('DICOM', at(128, 'DICM')),
  image('FITS', at(0, 'SIMPLE  =')),
  image('MIFF', at(0, 'id=ImageMagick')),
  image('Sun raster', at(0, '\x59\xa6\x6a\x95')),
  image('ILBM', (head) => at(0, 'FORM')(head) && at(8, 'ILBM', 'PBM ')(head)),
  image('SGI image', (head) => at(0, '\x01\xda')(head) && head[2]! <= 1 && (head[3] === 1 || head[3] === 2)),
  image('PCX', (head) => head[0] === 0x0a && head[1]! <= 5 && head[2] === 1 && [1, 2, 4, 8].includes(head[3]!)),
  image('XPM', at(0, '/* XPM */')),
  image('DCX', at(0, '\xb1\x68\xde\x3a')),
  image('Photo CD', at(2048, 'PCD_IPI')),
  image('Netpbm of floating point', (head) => /^P[fF]\s/.test(head.toString('latin1', 0, 3))),
  image('Netpbm', isNetpbm),
  image('icon', isIcon),
  image(
    'Windows metafile',
    (head) => at(0, '\xd7\xcd\xc6\x9a')(head) || (at(0, '\x01\0\0\0')(head) && at(40, ' EMF')(head)),
  ),
  image('SVG', isSvg),
  video('MPEG program stream', at(0, '\0\0\x01\xba')),
  video('MPEG video stream', at(0, '\0\0\x01\xb3', '\0\0\x01\xb0')),
  video(
    'H.264 or HEVC stream without a container',
    at(0, '\0\0\0\x01\x67', '\0\0\x01\x67', '\0\0\0\x01\x09', '\0\0\0\x01\x40'),
  ),
  video('MPEG transport stream', (head) => isTransportStream(0)(head) || isTransportStream(4)(head)),
  video('Ogg video', hasDirac),
  video('RealMedia', at(0, '.RMF')),
  video('REDCODE', at(4, 'RED1', 'RED2')),
  video('Windows TV recording', at(0, '\xb7\xd8\x00\x20\x37\x49\xda\x11')),
  video('MXF', at(0, '\x06\x0e\x2b\x34\x02\x05\x01\x01')),
  video('IVF', at(0, 'DKIF\0\0')),
  video('YUV4MPEG', at(0, 'YUV4MPEG2 ')),
  video('NUT', at(0, 'nut/multimedia')),
  video('DV', at(0, '\x1f\x07\0')),
  video('Flash', at(0, 'FWS', 'CWS')),
  video('Bink or Smacker', at(0, 'BIKi', 'BIKf', 'KB2', 'SMK2', 'SMK4')),
  none('ZIP archive', at(0, 'PK\x03\x04', 'PK\x05\x06')),
  none(
    'compressed archive',
    at(0, '\x1f\x8b\x08', 'BZh', '\xfd7zXZ\0', '7z\xbc\xaf\x27\x1c', 'Rar!\x1a\x07', '\x28\xb5\x2f\xfd'),
  ),
  none('tar archive', at(257, 'ustar')),
  none('PDF', at(0, '%PDF-')),
  none('PostScript', at(0, '%!PS', '\xc5\xd0\xd3\xc6')),
  none('audio', (head) => at(0, 'RIFF', 'RF64')(head) && at(8, 'WAVE', 'RMID')(head)),
  none('audio', at(0, 'ID3', 'fLaC', 'MThd', '.snd', 'caff\0\x01', 'OggS', '#!AMR', 'ADIF', 'wvpk', 'MAC ')),
  none('audio', (head) => at(0, 'FORM')(head) && at(8, 'AIFF', 'AIFC')(head)),
  none('a program', at(0, '\x7fELF', '\xca\xfe\xba\xbe', '\xfe\xed\xfa', '\xcf\xfa\xed\xfe')),
  none('a program', (head) => at(0, 'MZ')(head) && !looksLikeText(head)),
  none('Office document', at(0, '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')),
  none('database', at(0, 'SQLite format 3\0', '\x89HDF\r\n\x1a\n', 'PAR1', 'ARROW1', '\x93NUMPY')),
  none('font', at(0, 'wOFF', 'wOF2', 'OTTO\0', 'ttcf\0', '\0\x01\0\0\0')),
  none('audio', isMpegAudio),
  image('Targa', isTarga),
];

/** True for valid UTF-8 without control characters, or a byte order mark: some kind of text. */
export function looksLikeText(head: Buffer): boolean {
  if (head.length === 0) return false;
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) return true;
  const sample = head.subarray(0, 512);
  if (sample.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0c && byte !== 0x0d))
    return false;
  const text = sample.toString('utf8');
  const broken = text.indexOf('\ufffd');
  return broken < 0 || broken >= text.length - 3;
}
