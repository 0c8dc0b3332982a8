import { appendFileSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORPUS_FOLDER } from '../corpus.ts';
import { pngChunk } from '../png-chunk.ts';
import { shell } from './tools.ts';

/** A skipped file, and how it is made in a folder. */
export interface Sample {
  name: string;
  make: (folder: string) => Promise<unknown>;
  /** Bytes behind the picture's end. */
  trailerBytes?: number;
}

const tagged = (orientation: number, name: string, more = ''): string =>
  `exiftool -q -m -overwrite_original -n -Orientation=${orientation} ${more} ${name}`;

const METADATA = '-Artist=me -GPSLatitude=10.5 -GPSLatitudeRef=N -ExposureTime=0.01 -XMP:Title=t';

const image = (name: string, options: string, orientation = 6, more = METADATA): Sample => ({
  name,
  make: (folder) =>
    shell(`{ convert ${options} ${name} || [ $? = 1 ]; } && ${tagged(orientation, name, more)}`, folder),
});

const MOTION_BYTES = 30_000;
const motionPhoto: Sample = {
  name: 'motion.jpg',
  trailerBytes: MOTION_BYTES,
  make: async (folder) => {
    const clip = readFileSync(join(CORPUS_FOLDER, 'h264-yuv420p.mp4'));
    await shell(`convert -size 32x32 plasma: motion.jpg && ${tagged(6, 'motion.jpg')}`, folder);
    appendFileSync(join(folder, 'motion.jpg'), Buffer.alloc(MOTION_BYTES, clip).subarray(0, 9_000));
  },
};

/** The inspection reads the end of a larger file only, and here it looks like the end of one picture. */
const pictureBehind: Sample = {
  name: 'picture-behind.jpg',
  trailerBytes: 12_000,
  make: (folder) =>
    shell(
      `convert -size 320x240 plasma: -quality 100 picture-behind.jpg && ${tagged(6, 'picture-behind.jpg')} && ` +
        'convert -size 160x120 plasma: -quality 100 behind.jpg && cat behind.jpg >> picture-behind.jpg',
      folder,
    ),
};

/** tRNS: the first colours of the palette are more or less transparent. */
function withTransparentPalette(png: Buffer): Buffer {
  const at = png.indexOf('IDAT') - 4;
  return Buffer.concat([png.subarray(0, at), pngChunk('tRNS', Buffer.from([0, 100, 200])).bytes, png.subarray(at)]);
}

export const IMAGES: readonly Sample[] = [
  ...[2, 3, 4, 5, 6, 7, 8].map((orientation) =>
    image(
      `turned-${orientation}.jpg`,
      '-size 64x48 plasma:',
      orientation,
      `${METADATA} -IFD1:Orientation=${orientation}`,
    ),
  ),
  image('odd.jpg', '-size 67x45 plasma:'),
  image('progressive.jpg', '-size 64x48 plasma: -interlace JPEG'),
  image('full-colour.jpg', '-size 24x40 plasma: -sampling-factor 1x1'),
  image('gray.jpg', '-size 40x24 gradient: -colorspace Gray'),
  image('cmyk.jpg', '-size 32x48 plasma: -colorspace CMYK'),
  { ...motionPhoto, trailerBytes: 9_000 },
  pictureBehind,
  image('gray.png', '-size 20x12 gradient: -depth 8 -type Grayscale'),
  image('gray-as-colours.png', '-size 20x12 gradient: -depth 8 -type TrueColor -define png:color-type=2'),
  image('sixteen.png', '-size 20x12 plasma: -depth 16 -define png:bit-depth=16'),
  image('palette.png', '-size 20x12 plasma: -colors 16 -define png:color-type=3', 8),
  ...[16, 200].map((colours) => ({
    name: `transparent-palette-of-${colours}.png`,
    make: async (folder: string) => {
      const name = `transparent-palette-of-${colours}.png`;
      await image(name, `-size 20x12 plasma: +dither -colors ${colours} -define png:color-type=3`, 8).make(folder);
      writeFileSync(join(folder, name), withTransparentPalette(readFileSync(join(folder, name))));
    },
  })),
  image('opaque.png', '-size 20x12 plasma: -depth 8 -alpha set -define png:color-type=6', 5),
  image('mono.png', '-size 20x12 pattern:checkerboard -monochrome -define png:bit-depth=1', 7),
  {
    name: 'animated.png',
    make: (folder) =>
      shell(
        `ffmpeg -v error -f lavfi -i testsrc=d=1:r=10:s=32x24 -f apng animated.png && ${tagged(6, 'animated.png')}`,
        folder,
      ),
  },
  image('lossless.webp', '-size 20x12 plasma: -define webp:lossless=true'),
  image('lossy.webp', '-size 20x12 plasma:'),
  {
    name: 'animated.webp',
    make: async (folder) => {
      copyFileSync(join(CORPUS_FOLDER, 'animated.webp'), join(folder, 'animated.webp'));
      await shell(tagged(6, 'animated.webp'), folder);
    },
  },
  image('pages.tif', '-size 24x16 plasma: -size 20x20 plasma: -depth 8 -compress lzw', 6, '-IFD1:Orientation=8'),
  image('gray.tif', '-size 24x16 gradient: -depth 8 -compress zip', 8),
  image('gray-as-colours.tif', '-size 24x16 gradient: -depth 8 -type TrueColor -compress none', 3),
  image('gray-with-alpha.tif', '-size 24x16 gradient: -depth 8 -type TrueColorAlpha -compress none', 3),
  image('cmyk.tif', '-size 24x16 plasma: -depth 8 -colorspace CMYK', 5),
  image('fax.tif', '-size 24x16 pattern:checkerboard -monochrome -compress Group4'),
  image('float.tif', '-quiet -size 24x16 plasma: -depth 32 -define quantum:format=floating-point -compress none'),
  image('map.tif', '-size 24x16 plasma: -depth 8', 6, "-ModelTiepoint='0 0 0 1 2 3' -PixelScale='1 1 0'"),
  ...['heic', 'avif'].map((extension) => ({
    name: `still.${extension}`,
    make: async (folder: string) =>
      copyFileSync(join(CORPUS_FOLDER, `orientation-6.${extension}`), join(folder, `still.${extension}`)),
  })),
];

const SOURCE = '-v error -f lavfi -i testsrc=d=1:r=10:s=64x48 -f lavfi -i sine=d=1';
const CAPTIONS = '1\n00:00:00,000 --> 00:00:01,000\nHello\n';

const clip = (name: string, options: string): Sample => ({
  name,
  make: async (folder) => {
    writeFileSync(join(folder, 'captions.srt'), CAPTIONS);
    await shell(`ffmpeg ${SOURCE} -i captions.srt ${options} ${name}`, folder);
  },
});

const HDR10 = 'colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc:log-level=none';

export const VIDEOS: readonly Sample[] = [
  {
    name: 'drone.mp4',
    make: async (folder) => {
      await clip(
        'drone.mp4',
        '-map 0 -map 1 -map 1 -map 2 -c:v libx264 -pix_fmt yuv420p -c:a aac -c:s mov_text -timecode 01:00:00:00 ' +
          '-metadata comment=c -brand isom',
      ).make(folder);
      // the timecode track becomes a telemetry track whose codec FFmpeg does not know
      const bytes = readFileSync(join(folder, 'drone.mp4'));
      for (let at = bytes.indexOf('tmcd'); at >= 0; at = bytes.indexOf('tmcd', at + 4)) bytes.write('gpmd', at);
      writeFileSync(join(folder, 'drone.mp4'), bytes);
    },
  },
  clip('fragments.mp4', '-map 0 -map 1 -c:v libx264 -pix_fmt yuv420p -c:a aac -movflags frag_keyframe+empty_moov'),
  clip(
    'ten-bit.mp4',
    '-map 0 -map 1 -c:v libx265 -x265-params log-level=none -pix_fmt yuv420p10le -c:a aac -brand mp42',
  ),
  clip('hdr10.mp4', `-map 0 -map 1 -c:v libx265 -x265-params ${HDR10} -pix_fmt yuv420p10le -tag:v hvc1 -c:a aac`),
  clip('full-range.mp4', '-map 0 -map 1 -map 2 -c:v libx264 -pix_fmt yuvj420p -c:a aac -c:s mov_text -brand mp42'),
  // its rate varies: no frame for 0.4 s
  clip(
    'colours.mp4',
    '-map 0 -map 1 -c:v libx264 -pix_fmt yuv444p -vf "scale=63:47,select=lt(n\\,3)+gt(n\\,6)" -fps_mode passthrough ' +
      '-c:a libmp3lame -brand mp42',
  ),
];

export const CONVERSIONS: readonly Sample[] = [
  ...['photoshop.psd', 'netpbm.ppm', 'targa.tga', 'jpeg2000.jp2', 'transport.m2t', 'program.mpg'].map((name) => ({
    name,
    make: async (folder: string) => copyFileSync(join(CORPUS_FOLDER, name), join(folder, name)),
  })),
];
