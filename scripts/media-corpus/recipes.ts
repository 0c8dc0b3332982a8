/**
 * How each file of the corpus is made, by name: a line for sh, run in the corpus folder, where OUT stands for the file.
 * Small on purpose: they are committed. Those that no tool makes are put together in handmade.ts.
 */
export type Recipe = readonly [name: string, command: string];

const IMAGE = 'convert -size 32x24 gradient:red-blue -depth 8';
const NOISE = 'convert -size 96x72 -seed 1 xc: +noise Random -depth 8';
const orientations = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const turned = (name: string, value: number, order = 'MM'): string =>
  `exiftool -q -q -n -overwrite_original -ExifByteOrder=${order} -IFD0:Orientation=${value} ${name}`;

const jpegs: Recipe[] = [
  ['plain.jpg', `${IMAGE} OUT`],
  ['progressive.jpg', `${IMAGE} -interlace JPEG OUT`],
  ['gray.jpg', `${IMAGE} -colorspace Gray OUT`],
  ['cmyk.jpg', `${IMAGE} -colorspace CMYK OUT`],
  ['jpeg-in-capitals.JPG', `${IMAGE} OUT`],
  ...orientations.flatMap((value): Recipe[] => [
    [`orientation-${value}-mm.jpg`, `${IMAGE} OUT && ${turned('OUT', value)}`],
    [`orientation-${value}-ii.jpg`, `${IMAGE} OUT && ${turned('OUT', value, 'II')}`],
  ]),
  [
    'thumbnail-turned.jpg',
    `${IMAGE} OUT && ${turned('OUT', 1)} && exiftool -q -n -overwrite_original -IFD1:Orientation=6 ` +
      `'-ThumbnailImage<=plain.jpg' OUT`,
  ],
  [
    'only-thumbnail-turned.jpg',
    `${IMAGE} OUT && exiftool -q -n -overwrite_original -IFD0:Make=x -IFD1:Orientation=8 ` +
      `'-ThumbnailImage<=plain.jpg' OUT`,
  ],
  ['xmp-orientation-only.jpg', `${IMAGE} OUT && exiftool -q -n -overwrite_original -XMP-tiff:Orientation=6 OUT`],
  ['exif-without-orientation.jpg', `${IMAGE} OUT && exiftool -q -overwrite_original -Artist=x OUT`],
];

const pngs: Recipe[] = [
  ['plain.png', `${IMAGE} OUT`],
  ['sixteen-bit.png', `${IMAGE} -depth 16 OUT`],
  ['interlaced.png', `${IMAGE} -interlace PNG OUT`],
  ['palette.png', `${IMAGE} -colors 16 PNG8:OUT`],
  ['gray-alpha.png', `${IMAGE} -colorspace Gray -alpha on OUT`],
  ['noise.png', `${NOISE} OUT`],
  ['animated.apng', 'ffmpeg -y -v error -f lavfi -i testsrc=s=32x24:r=5:d=1 -plays 0 -f apng OUT'],
  ...orientations.map((value): Recipe => [`orientation-${value}.png`, `${IMAGE} OUT && ${turned('OUT', value)}`]),
  ['orientation-6-noise.png', `${NOISE} OUT && ${turned('OUT', 6)}`],
  ['text-profile.png', 'convert orientation-6-mm.jpg OUT'],
];

const webps: Recipe[] = [
  ['lossy.webp', `${IMAGE} OUT`],
  ['lossless.webp', `${IMAGE} -define webp:lossless=true OUT`],
  ['alpha.webp', `${IMAGE} -alpha set -channel A -evaluate set 50% OUT`],
  ['animated.webp', 'ffmpeg -y -v error -f lavfi -i testsrc=s=32x24:r=5:d=1 -c:v libwebp_anim OUT'],
  ['noise-orientation-6.webp', `${NOISE} -quality 95 OUT && ${turned('OUT', 6)}`],
  ...orientations.map((value): Recipe => [`orientation-${value}.webp`, `${IMAGE} OUT && ${turned('OUT', value)}`]),
];

const tiffs: Recipe[] = [
  ['little-endian.tif', `${IMAGE} -compress LZW -define tiff:endian=lsb OUT`],
  ['big-endian.tiff', `${IMAGE} -compress LZW -define tiff:endian=msb OUT`],
  ['two-pages.tif', `convert -size 32x24 xc:red -size 16x12 xc:blue -compress LZW OUT`],
  ['big.tif', `${IMAGE} -compress LZW TIFF64:OUT`],
  ['jpeg-inside.tif', `${IMAGE} -compress JPEG OUT`],
  ['gray-fax.tif', `${IMAGE} -monochrome -compress Group4 OUT`],
  ...orientations.map(
    (value): Recipe => [`orientation-${value}.tif`, `${IMAGE} -compress LZW OUT && ${turned('OUT', value)}`],
  ),
  ['big-orientation-3.tif', `${IMAGE} -compress LZW -orient BottomRight TIFF64:OUT`],
];

const heifs: Recipe[] = [
  ['plain.heic', 'heif-enc -q 30 plain.jpg -o OUT > /dev/null'],
  ['plain.avif', 'heif-enc -A -q 30 plain.jpg -o OUT > /dev/null'],
  [
    'ten-bit.avif',
    'ffmpeg -y -v error -i plain.png -c:v libaom-av1 -still-picture 1 -cpu-used 8 -pix_fmt yuv420p10le OUT',
  ],
  [
    'odd-size.heic',
    'convert -size 33x25 gradient:red-blue odd.jpg && heif-enc -q 30 odd.jpg -o OUT > /dev/null; rm -f odd.jpg',
  ],
  ['with-thumbnail.heic', 'heif-enc -q 30 -t 16 noise.png -o OUT > /dev/null'],
  ...orientations.flatMap((value): Recipe[] => [
    [`orientation-${value}.heic`, `cp plain.heic OUT && ${turned('OUT', value)}`],
    [`orientation-${value}.avif`, `cp plain.avif OUT && ${turned('OUT', value)}`],
  ]),
  ['from-turned-jpeg.heic', 'heif-enc -q 30 orientation-6-mm.jpg -o OUT > /dev/null'],
  ['from-turned-jpeg.avif', 'heif-enc -A -q 30 orientation-8-ii.jpg -o OUT > /dev/null'],
];

const others: Recipe[] = [
  ['plain.gif', `${IMAGE} -colors 16 OUT`],
  ['version-87.gif', `${IMAGE} -colors 16 GIF87:OUT`],
  ['animated.gif', 'ffmpeg -y -v error -f lavfi -i testsrc=s=32x24:r=5:d=1 OUT'],
  ['interlaced.gif', `${IMAGE} -colors 16 -interlace GIF OUT`],
  ['plain.bmp', `${IMAGE} OUT`],
  ['version-3.bmp', `${IMAGE} BMP3:OUT`],
  ['os2.bmp', `${IMAGE} BMP2:OUT`],
  ['palette-rle.bmp', `${IMAGE} -colors 16 -compress RLE BMP3:OUT`],
  ['photoshop.psd', `${IMAGE} OUT`],
  ['icon.ico', `convert -size 16x16 xc:red OUT`],
  ['netpbm.ppm', `${IMAGE} OUT`],
  ['targa.tga', `${IMAGE} OUT`],
  ['jpeg2000.jp2', `${IMAGE} OUT`],
  [
    'vector.svg',
    `printf '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>' > OUT`,
  ],
];

const wrongNames: Recipe[] = [
  ['png-called.jpg', 'cp plain.png OUT'],
  ['jpeg-called.png', 'cp plain.jpg OUT'],
  ['heic-called.jpg', 'cp plain.heic OUT'],
  ['png-without-extension', 'cp plain.png OUT'],
  ['jpeg-called.mp4', 'cp orientation-6-mm.jpg OUT'],
  ['mov-called.mp4', 'cp h264.mov OUT'],
  ['mp4-called.mov', 'cp mp42.mp4 OUT'],
  ['text-called.jpg', "printf 'this is no image\\n' > OUT"],
  ['webm-called.mkv', 'cp vp9.webm OUT'],
];

export const IMAGE_RECIPES: readonly Recipe[] = [...jpegs, ...pngs, ...webps, ...tiffs, ...heifs, ...others];
export const LATE_RECIPES: readonly Recipe[] = wrongNames;
