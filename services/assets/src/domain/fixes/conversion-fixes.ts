import type { Findings } from '@bucket-sync/shared/contracts';
import type { Fix } from './fix.ts';
import { reencodeCommand } from './mp4-fixes.ts';

/** Formats of a single picture that PNG can store without loss. */
const PLAIN_FORMATS = new Set([
  'Netpbm',
  'Targa',
  'PCX',
  'Sun raster',
  'SGI image',
  'QOI',
  'XPM',
  'JPEG 2000',
  'JPEG-LS',
]);

const IMAGE_LOSSES = new Map<string, string>([
  ['Photoshop', 'layers'],
  ['GIMP', 'layers'],
  ['Paint Shop Pro', 'layers'],
  ['icon', 'its other sizes'],
  ['camera raw', 'the raw data of the sensor'],
  ['SVG', 'vectors'],
  ['Windows metafile', 'vectors'],
  ['DjVu', 'its other pages, and text'],
  ['DICOM', 'its other frames, and medical data'],
  ['FITS', 'sample format, and further planes'],
  ['OpenEXR', 'floating-point samples, and further channels'],
  ['Radiance HDR', 'high dynamic range'],
  ['Netpbm of floating point', 'floating-point samples'],
  ['MNG', 'animation'],
  ['JPEG XL', 'animation and high dynamic range, where it has them'],
]);

/** The fix of an image or a video of a format that is not accepted: an accepted copy beside it. */
export function conversionFixes(findings: Findings): Fix[] {
  return findings.mediaType === 'VIDEO' ? [convertVideo(findings)] : [convertImage(findings)];
}

const BESIDE = 'The original stays as it is.';

function convertImage({ format = '' }: Findings): Fix {
  const loss = IMAGE_LOSSES.get(format) ?? 'everything besides its first picture';
  return {
    kind: 'CONVERT_IMAGE',
    title: 'Write a PNG copy beside the original.',
    loses: PLAIN_FORMATS.has(format) ? [] : [loss],
    advice: format === 'camera raw' ? `${BESIDE} ImageMagick needs a raw converter (libraw or dcraw) for it.` : BESIDE,
    recipe: {
      how: 'BESIDE',
      tools: ['convert'],
      extension: '.png',
      run: (input, output) => `convert ${input}'[0]' ${output}`,
    },
  };
}

function convertVideo(findings: Findings): Fix {
  return {
    kind: 'CONVERT_VIDEO',
    title: 'Write an MP4 copy beside the original: H.264 of pixel format yuv420p, under the brand mp42.',
    loses: ['picture quality (it is encoded again)', 'tracks other than the first video and the sound'],
    advice: BESIDE,
    recipe: { how: 'BESIDE', tools: ['ffmpeg'], extension: '.mp4', run: reencodeCommand(findings) },
  };
}

/** A restore from an archive tier of INTELLIGENT_TIERING is permanent, and S3 refuses a number of days for it. */
export function restoreFixes({ storageClass }: Findings): Fix[] {
  const isTiered = storageClass === 'INTELLIGENT_TIERING';
  return [
    {
      kind: 'RESTORE_ARCHIVED',
      title: isTiered
        ? 'Ask S3 to move the object out of its archive tier.'
        : 'Ask S3 for a copy that can be read for 7 days.',
      loses: [],
      advice: 'S3 needs minutes to hours. Sync again after that.',
      recipe: { how: 'REQUEST', restoreRequest: isTiered ? "'{}'" : 'Days=7' },
    },
  ];
}
