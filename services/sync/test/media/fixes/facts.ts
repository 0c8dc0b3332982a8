import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Fix } from '../../../../assets/testing/index.ts';
import { shell } from './tools.ts';

/** The facts of a file from two tools, in facets that a fix can lose one by one. */
export type Facts = Record<Facet, string> & {
  /** Of all pages. */
  orientations: string;
};

export type Facet = 'frames' | 'pages' | 'depth' | 'sample format' | 'colour' | 'metadata' | 'tracks' | 'duration';

/** The words by which a fix states that it loses a facet. */
export const WORDS: Record<Facet | 'pixels' | 'trailer', RegExp> = {
  frames: /animation/,
  pages: /pages/,
  depth: /sample depth|channels? besides|quality/,
  'sample format': /sample format/,
  colour: /colour resolution|range|transparency|quality/,
  metadata: /(tags?|chunks?) of its own|palette colours|channels? besides|sample format|which way is up|layers|quality/,
  tracks: /track|sound quality|subtitles|telemetry|timecode|quality/,
  duration: /never/,
  pixels: /quality|channels? besides|pixels|sample|range|layers|vectors/,
  trailer: /behind the picture/,
};

/** Facts of the container's own bookkeeping, and facts that a rotation of the pixels changes. */
const IGNORED = new RegExp(
  [
    '^SourceFile$|Orientation$|Image(Width|Height|Size)$|ExifImage|RowsPerStrip|Strip|Tile|FreeOffsets',
    '^(System|ExifTool|Composite|File):|XMPToolkit|Sub[fF]ileType|PageNumber',
    '(Modify|Create|Date:)(Date)?$|ExifByteOrder|Offset$|MediaData|MajorBrand|CompatibleBrands',
    'MinorVersion|Encoder|Interlace|PNG:Date|Thumbnail|YCbCrPositioning|(X|Y)Resolution|ResolutionUnit',
    'PixelUnits|PixelsPerUnit|AnimationPlays|WebP_Flags|VP8|Scale|Alpha|Predictor|WhitePoint',
    'PrimaryChromaticities|PNG:(Gamma|Red|Green|Blue|Background|AnimationFrames|Palette|Transparency)',
    'FillOrder|ExifVersion',
    'IFD1:Compression|ComponentsConfiguration|FlashpixVersion|ColorSpace',
  ].join('|'),
);

export async function factsOf(path: string, folder: string): Promise<Facts> {
  const q = `'${path.replaceAll("'", "'\\''")}'`;
  const { stdout } = await shell(`exiftool -q -q -m -n -j -G1 -a ${q}`, folder);
  const [tags] = JSON.parse(stdout) as [Record<string, unknown>];
  const tag = (pattern: RegExp): string =>
    Object.entries(tags)
      .filter(([name]) => pattern.test(name))
      .map(([, value]) => String(value))
      .join(' ');
  const isVideo = tag(/File:MIMEType/).startsWith('video/');
  const probe = isVideo
    ? (await shell(`ffprobe -v error -show_streams -show_format -of json ${q}`, folder)).stdout
    : '{}';
  const { streams = [], format } = JSON.parse(probe) as {
    streams?: Record<string, string>[];
    format?: Record<string, string>;
  };
  return {
    orientations: tag(/^IFD\d+:Orientation$/),
    frames: isVideo ? streams.map(({ nb_frames }) => nb_frames).join(' ') : `${tag(/AnimationFrames/) || 1}`,
    pages: tag(/PageCount/),
    depth: isVideo ? depthOf(streams) : tag(/^(IFD0|File|PNG):(BitsPerSample|BitDepth)/),
    'sample format': tag(/SampleFormat/),
    colour: isVideo
      ? streams.map(({ pix_fmt, color_transfer }) => `${pix_fmt} ${color_transfer}`).join('; ')
      : tag(/ColorType|Photometric|ColorComponents|ProfileDescription/),
    metadata: isVideo
      ? ''
      : Object.entries(tags)
          .filter(([name]) => !IGNORED.test(name))
          .map((entry) => entry.join('='))
          .sort()
          .join('\n'),
    tracks: isVideo ? streams.map((each) => `${each.codec_type} ${each.codec_name}`).join('; ') : '',
    duration: isVideo ? Number(format?.duration ?? 0).toFixed(1) : '',
  };
}

const depthOf = (streams: Record<string, string>[]): string =>
  streams.map(({ pix_fmt = '' }) => /\d+(?=[lb]e$)/.exec(pix_fmt)?.[0] ?? '8').join(' ');

const TURNS = ['', '', '-flop', '-rotate 180', '-flip', '-transpose', '-rotate 90', '-transverse', '-rotate 270'];
const BACK = [
  '',
  '',
  '-flip horizontal',
  '-rotate 180',
  '-flip vertical',
  '-transpose',
  '-rotate 270',
  '-transverse',
  '-rotate 90',
];

/**
 * Two digests: of the expected pixels after the fix, made from the original, and of the fixed file. For a JPEG the
 * coefficients are compared: rotating back must restore the original.
 */
export async function pixelsOf(
  before: string,
  after: string,
  fix: Fix,
  orientation: number,
): Promise<[string, string]> {
  const decode = async (path: string, options: string): Promise<string> => {
    const { stdout } = await shell(`convert '${path}[0]' ${options} -depth 16 +set colorspace rgba:- | sha256sum`, '/');
    return stdout;
  };
  if (fix.kind === 'TURN_JPEG') {
    const { stdout } = await shell(`jpegtran -copy none ${BACK[orientation]} '${after}' | djpeg | sha256sum`, '/');
    return [(await shell(`djpeg '${before}' | sha256sum`, '/')).stdout, stdout];
  }
  const turn = fix.kind === 'DROP_ORIENTATION' ? '' : TURNS[orientation]!;
  return [await decode(before, turn), await decode(after, '')];
}

/** A digest of the last bytes of a file. */
export function digestOfEnd(path: string, lengthBytes: number): string {
  const bytes = readFileSync(path);
  return createHash('sha256')
    .update(bytes.subarray(Math.max(bytes.length - lengthBytes, 0)))
    .digest('hex');
}
