import type { Findings } from '@bucket-sync/shared/contracts';
import { endingsOf } from './file-names.ts';
import { type Fix, losesNothing } from './fix.ts';
import { jpegTurns, UPRIGHT_BY_TAG } from './jpeg-turns.ts';
import { lossOfResaving, lossOfVideoPlace, PNG_PALETTE } from './losses.ts';
import { DROP_TAG } from './programs.ts';

/** ImageMagick's options for each orientation. @see CIPA DC-008 (EXIF 2.32) 4.6.4 A */
const TURNS = [
  undefined,
  undefined,
  '-flop',
  '-rotate 180',
  '-flip',
  '-transpose',
  '-rotate 90',
  '-transverse',
  '-rotate 270',
];

/** The fixes of a picture whose EXIF orientation is 2 to 8, lossless fixes first. */
export function orientationFixes(findings: Findings): Fix[] {
  const fixes = fixesOfFormat(findings);
  return [...fixes.filter(losesNothing), ...fixes.filter((fix) => !losesNothing(fix))];
}

function fixesOfFormat(findings: Findings): Fix[] {
  switch (findings.format) {
    case 'image/jpeg':
      return [...jpegTurns(findings), dropTag(findings), autoOrient(findings)];
    case 'image/tiff':
    case 'image/png':
    case 'image/webp':
      return [...turnPixels(findings), dropTag(findings)];
    default:
      return [dropTag(findings)];
  }
}

/** In HEIC and AVIF a property of the container turns the picture, and decoders ignore the tag. */
function dropTag(findings: Findings): Fix {
  const { format } = findings;
  const isContradiction = format === 'image/heic' || format === 'image/heif' || format === 'image/avif';
  return {
    kind: 'DROP_ORIENTATION',
    title: 'Drop the orientation tag; the pixels stay as they are stored.',
    loses: isContradiction
      ? lossOfVideoPlace(findings)
      : ['which way is up, unless the pixels stand upright as stored'],
    advice: isContradiction
      ? 'Right for this format: decoders ignore the tag and show the picture as the container turns it.'
      : 'Right where the picture stands upright when the tag is ignored: another program turned the pixels and ' +
        'left the tag.',
    recipe: {
      how: 'IN_PLACE',
      tools: ['exiftool'],
      endings: endingsOf(findings),
      run: (file) => `${DROP_TAG} ${file}`,
    },
  };
}

function autoOrient(findings: Findings): Fix {
  // The inspection does not find all data behind a large JPEG.
  const behind = findings.trailer === undefined ? ['data behind the picture, if there are any'] : [];
  return {
    kind: 'AUTO_ORIENT',
    title: 'Turn the pixels by the tag with ImageMagick, which encodes the picture again.',
    loses: [...behind, ...lossOfResaving(findings)],
    advice: UPRIGHT_BY_TAG,
    recipe: {
      how: 'IN_PLACE',
      tools: ['mogrify'],
      endings: endingsOf(findings),
      run: (file) => `mogrify -auto-orient ${file}`,
    },
  };
}

const EXIFTOOL = 'exiftool -q -m -overwrite_original';

/**
 * ImageMagick turns the pixels of a format that it encodes without loss. exiftool copies back the metadata that
 * ImageMagick drops: tag by tag, and XMP as a block, because exiftool knows no namespace of others. The block is as it
 * was, so its orientation is reset by a second call. Of a TIFF, ImageMagick turns each page by its own tag and resets
 * it, so no page gets its old tag back.
 *
 * `convert` writes a new file: after a failure `mogrify` puts the old one back, and the tag of pixels that were not
 * turned would be reset. Its exit code counts. Where memory is short it writes the pixels unturned, and ends with 1.
 */
function turnPixels(findings: Findings): Fix[] {
  const { format, orientation = 0, width } = findings;
  // ImageMagick 6 ignores the tag of a PNG or a WebP, so the options name the turn.
  const isTiff = format === 'image/tiff';
  const turn = isTiff ? '-auto-orient' : TURNS[orientation];
  if (turn === undefined) return [];
  const options = [turn, ...savedAs(findings)].join(' ');
  // Not the name, but the content tells the format. An earlier release, which stored no width, did not store it.
  const isKnown = width !== undefined;
  const coder = isKnown ? `${format?.slice('image/'.length)}:` : '';
  const pages = isKnown && !isTiff ? "'[0]'" : '';
  return [
    {
      kind: 'TURN_PIXELS',
      title: 'Turn the pixels with ImageMagick, copy the metadata back, and reset the tag.',
      loses: lossOfResaving(findings),
      advice: UPRIGHT_BY_TAG,
      recipe: {
        how: 'NEW_FILE',
        tools: ['convert', 'exiftool'],
        endings: endingsOf(findings),
        onlyAt: isTiff ? undefined : orientation,
        run: (input, output) =>
          `convert ${coder}${input}${pages} ${options} ${coder}${output} && ` +
          `${EXIFTOOL} -TagsFromFile ${input} -all:all --Orientation -XMP ${output} && ` +
          `${EXIFTOOL} -n -Orientation=1 ${output}`,
      },
    },
  ];
}

/** By default ImageMagick writes a picture with only gray colours as grayscale, and any WebP as lossy. */
function savedAs(findings: Findings): string[] {
  const { format, colourType, isLossy } = findings;
  if (format === 'image/webp') return isLossy === false ? ['-define webp:lossless=true -define webp:exact=true'] : [];
  if (format === 'image/tiff') return savedAsTiff(findings);
  return colourType === undefined ? [] : savedAsPng(colourType, findings);
}

function savedAsTiff({ colourType, hasTransparency }: Findings): string[] {
  if (hasTransparency === true) return ['-type TrueColorAlpha'];
  if (colourType === TIFF_PALETTE) return ['-type Palette'];
  return colourType === TIFF_RGB ? ['-type TrueColor'] : [];
}

/**
 * With a colour type, ImageMagick 6 writes a palette without its transparency, and fewer than 8 bits of gray too.
 * Without one it keeps both, and chooses the depth of a palette itself. It adds a background (bKGD) to a palette, which
 * then may need another depth.
 */
function savedAsPng(colourType: number, { bitDepth = 8, hasTransparency }: Findings): string[] {
  const depth = `-define png:bit-depth=${bitDepth}`;
  const isPalette = colourType === PNG_PALETTE;
  const type = `-define png:color-type=${colourType}`;
  if (hasTransparency === true && colourType === PNG_GRAY) return [depth];
  if (!isPalette) return [type, depth];
  const withoutBackground = '-define png:exclude-chunk=bKGD';
  if (hasTransparency !== true) return [type, depth, withoutBackground];
  return bitDepth === 8 ? [depth, withoutBackground] : [withoutBackground];
}

const PNG_GRAY = 0;
/** Photometric interpretations of a TIFF: red, green and blue; a palette. */
const TIFF_RGB = 2;
const TIFF_PALETTE = 3;
