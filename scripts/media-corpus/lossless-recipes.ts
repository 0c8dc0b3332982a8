import type { Recipe } from './recipes.ts';

/** Codecs of archives, capture cards and editing programs, whose own headers give the pixel format. */
const SOURCE = 'ffmpeg -y -v error -strict -2 -f lavfi -i testsrc=s=32x24:r=10:d=0.2';
const EXACT = '-fflags +bitexact -flags:v +bitexact -threads 1 -strict -2';

const made = (codec: string, settings: string, formats: readonly string[], ending: string): Recipe[] =>
  formats.map((format) => [
    `${codec}-${format}${ending}`,
    `${SOURCE} -c:v ${codec} ${settings} -pix_fmt ${format} ${EXACT} OUT`,
  ]);

const FFV1_FORMATS = [
  'yuv420p', 'yuv411p', 'yuv410p', 'yuv440p', 'yuva420p', 'gray', 'ya8', 'bgr0', 'bgra', 'yuv422p10le', 'yuv444p16le',
  'yuva444p10le', 'gray10le', 'gbrp12le', 'gbrap16le',
]; // biome-ignore format: one line reads better
const FFVHUFF_FORMATS = ['yuv420p', 'yuv422p10le', 'yuv410p', 'yuva444p', 'gray', 'gray16le', 'gbrp', 'gbrap'];

export const LOSSLESS_RECIPES: readonly Recipe[] = [
  ...made('ffv1', '', ['yuv420p', 'gray', 'bgr0', 'yuv422p10le'], '.avi'),
  ...made('ffv1', '-level 3', FFV1_FORMATS, '.mkv'),
  ...made('ffv1', '-level 3 -coder 2', ['yuv422p', 'gbrp'], '.mov'),
  ...made('ffvhuff', '', FFVHUFF_FORMATS, '.mkv'),
  ...made('ffvhuff', '', ['yuv420p', 'yuv444p12le'], '.avi'),
  ...made('huffyuv', '', ['yuv422p', 'rgb24', 'bgra'], '.avi'),
  ...made('huffyuv', '', ['yuv422p'], '.mov'),
  ...made('utvideo', '', ['gbrp', 'yuv422p'], '.avi'),
  ...made('magicyuv', '', ['gbrap'], '.mkv'),
  ...made('jpeg2000', '', ['gray', 'yuv422p'], '.mkv'),
  ['jpeg2000-mp42.mp4', `${SOURCE} -c:v jpeg2000 -pix_fmt yuv420p ${EXACT} -brand mp42 OUT`],
  ...made('jpegls', '', ['rgb24', 'gray16le'], '.mkv'),
  ...made('zmbv', '', ['rgb565le', 'pal8'], '.avi'),
  ...made('rawvideo', '', ['yuv420p', 'uyvy422', 'rgba'], '.mkv'),
  ...made('prores_ks', '-profile:v 4444', ['yuva444p10le'], '.mkv'),
  ...made('prores_ks', '-profile:v 0', ['yuv422p10le'], '.avi'),
  ...made('mjpeg', '', ['yuv420p'], '.mp4'),
  ['mjpeg-limited-range-mp42.mp4', `${SOURCE} -c:v mjpeg -pix_fmt yuv420p ${EXACT} -brand mp42 OUT`],
  ...made('libaom-av1', '-cpu-used 8', ['gbrp', 'yuv422p10le'], '.mp4'),
  ...made('libaom-av1', '-cpu-used 8', ['gray10le', 'yuv420p'], '.avi'),
  [
    'dv-pal.avi',
    `ffmpeg -y -v error -f lavfi -i color=s=720x576:r=25:d=0.04 -c:v dvvideo -pix_fmt yuv420p ${EXACT} OUT`,
  ],
  [
    'dnxhr-rgb.mov',
    'ffmpeg -y -v error -f lavfi -i color=s=256x120:r=10:d=0.1 -c:v dnxhd -profile:v dnxhr_444 -pix_fmt ' +
      `gbrp10le ${EXACT} OUT`,
  ],
  [
    'cineform-rgb.mov',
    `ffmpeg -y -v error -f lavfi -i color=s=64x48:r=10:d=0.1 -c:v cfhd -pix_fmt gbrp12le ${EXACT} OUT`,
  ],
];
