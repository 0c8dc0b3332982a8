import { IMAGE_EXTENSIONS, isBackupName, VIDEO_EXTENSIONS } from '@bucket-sync/shared/contracts';
import { type ListedObject, skipped, type Verdict } from '../domain/verdict.ts';

const OF_IMAGES = new Set(IMAGE_EXTENSIONS);
const OF_VIDEOS = new Set(VIDEO_EXTENSIONS);

/** Camera raw files are TIFF and hold a small preview as first image. Only the name identifies them. */
const CAMERA_RAW_EXTENSIONS = new Set(
  '3fr arq arw cr2 dcr dng erf iiq k25 kdc mef mos nef nrw orf pef rw2 rwl raw sr2 srf srw'.split(' '),
);

/** Media that no rule accepts. If unreadable, they are CORRUPT, like a damaged JPEG. */
const OTHER_MEDIA_EXTENSIONS = new Set(
  'psd psb jp2 j2k jpx jxl jxr svg ico cur cr3 crw raf exr hdr tga pcx ppm pgm pbm pnm mpg mpeg mts m2ts vob mxf'.split(
    ' ',
  ),
);

/**
 * Names that never belong to an image or a video: these objects are not read. All other objects are read, also those
 * without an extension: a PNG called "foo" is a PNG. Deliberately missing: .ts (also MPEG transport streams), .ogg,
 * .bin, .dat.
 */
const NO_MEDIA_EXTENSIONS = new Set(
  `txt text md rst csv tsv json jsonl ndjson geojson xml xsd xsl yaml yml toml ini cfg conf properties env log html
   htm xhtml css scss less js mjs cjs jsx tsx map vue py pyc pyi ipynb rb php pl sh bash zsh ps1 bat cmd c cc cpp
   cxx h hh hpp java class jar kt go rs swift scala sql r jl lua proto graphql pdf doc docx dot dotx xls xlsx xlsm
   ppt pptx odt ods odp rtf tex epub mobi zip gz tgz bz2 tbz2 xz txz 7z rar tar zst lz4 lzma cab iso dmg deb rpm
   apk msi whl egg gem parquet avro orc arrow feather npy npz mat pkl pickle pt pth ckpt onnx pb tflite safetensors
   h5 hdf5 tfrecord sqlite sqlite3 db mdb exe dll so dylib a o lib obj swp lock md5 sha1 sha256 sha512 sig asc
   pem crt key cer srt vtt ass ssa ttf otf woff woff2 eot mp3 wav flac aac opus wma mid midi aif aiff ics vcf eml
   msg tmp ds_store`.split(/\s+/),
);

const extensionOf = (key: string): string => {
  const name = key.slice(key.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1).toLowerCase();
};

/** macOS writes this file beside a picture. It holds the attributes that the file system cannot store. */
const isAppleDouble = (key: string): boolean => key.slice(key.lastIndexOf('/') + 1).startsWith('._');

/** A browser removes this segment from an address before the request. @see WHATWG URL Standard, 4.4 */
const hasDotSegment = (key: string): boolean => /(?:^|\/)\.\.?(?:\/|$)/.test(key);

const DOT_SEGMENT = 'no browser can load it: its key has a segment "." or ".."; copy it to a key without one';

/** The kinds that the preview counts by name alone. */
export function kindByName(key: string): 'IMAGE' | 'VIDEO' | 'OTHER' {
  if (isAppleDouble(key) || hasDotSegment(key)) return 'OTHER';
  const extension = extensionOf(key);
  if (OF_IMAGES.has(extension)) return 'IMAGE';
  return OF_VIDEOS.has(extension) ? 'VIDEO' : 'OTHER';
}

export const isCameraRawName = (key: string): boolean => CAMERA_RAW_EXTENSIONS.has(extensionOf(key));

/** True if the name is that of an image or a video, accepted or not. With unknown content the file is then CORRUPT. */
export function promisesMedia(key: string): boolean {
  const extension = extensionOf(key);
  return (
    OF_IMAGES.has(extension) ||
    OF_VIDEOS.has(extension) ||
    CAMERA_RAW_EXTENSIONS.has(extension) ||
    OTHER_MEDIA_EXTENSIONS.has(extension)
  );
}

/** The verdict that follows from name and size alone; null if the object must be read. */
export function verdictWithoutReading(object: Pick<ListedObject, 'key' | 'sizeBytes'>): Verdict | null {
  if (object.key.endsWith('/') || object.key.endsWith('_$folder$')) return skipped('NOT_MEDIA', 'a folder marker');
  if (isAppleDouble(object.key)) return skipped('NOT_MEDIA', 'an AppleDouble file by its name');
  if (isBackupName(object.key)) return skipped('NOT_MEDIA', 'a backup copy by its name');
  if (hasDotSegment(object.key)) return skipped('UNSUPPORTED_FORMAT', DOT_SEGMENT);
  const extension = extensionOf(object.key);
  if (NO_MEDIA_EXTENSIONS.has(extension)) return skipped('NOT_MEDIA', `a .${extension} file by its name`);
  if (object.sizeBytes === 0) return skipped('EMPTY', 'the file has 0 bytes');
  return null;
}
