import type { Findings } from '@bucket-sync/shared/contracts';
import { endingsOf } from './file-names.ts';
import type { Fix } from './fix.ts';
import { lossOfMaps, lossOfTrailer } from './losses.ts';
import { RESET_TAG, resetTagAndCopyTrailer } from './programs.ts';

interface Turn {
  transform: string;
  /** The sizes of the stored picture that the turn mirrors: they must be multiples of the unit. */
  mirrors: readonly ('width' | 'height')[];
}

/** jpegtran's option for each orientation, and the sizes that it mirrors. @see libjpeg-turbo, transupp.h ("perfect") */
const TURNS: Readonly<Record<number, Turn>> = {
  2: { transform: '-flip horizontal', mirrors: ['width'] },
  3: { transform: '-rotate 180', mirrors: ['width', 'height'] },
  4: { transform: '-flip vertical', mirrors: ['height'] },
  5: { transform: '-transpose', mirrors: [] },
  6: { transform: '-rotate 90', mirrors: ['height'] },
  7: { transform: '-transverse', mirrors: ['width', 'height'] },
  8: { transform: '-rotate 270', mirrors: ['width'] },
};

/** The advice of every fix that turns the pixels by the tag. */
export const UPRIGHT_BY_TAG = 'Right for photographs: the camera was held sideways and the tag is true.';

const PROCESS_OPTIONS = { BASELINE: '', PROGRESSIVE: '-progressive ', ARITHMETIC: '-arithmetic ' } as const;

/**
 * Turns that move the coded units of a JPEG without decoding them. If a mirrored size is not a multiple of the unit,
 * the units at that edge cannot be moved. Then the only such turn trims them.
 *
 * jpegtran drops the data behind the picture, and exiftool copies all of it back. The inspection reads only the end of
 * a large file, so it misses a second picture, and the bytes between a picture and its video.
 */
export function jpegTurns(findings: Findings): Fix[] {
  const { jpeg } = findings;
  const turn = TURNS[findings.orientation ?? 0];
  if (jpeg === undefined || jpeg.process === 'OTHER' || turn === undefined) return [];
  const trimmed = trimmedEdges(findings, turn);
  // The index of further pictures states offsets, which no longer match the turned picture.
  const isTrailerLost = findings.hasFurtherPictures === true;
  const options = `-copy all ${PROCESS_OPTIONS[jpeg.process]}${trimmed.length === 0 ? '-perfect' : '-trim'}`;
  const reset = (input: string): string => (isTrailerLost ? RESET_TAG : resetTagAndCopyTrailer(input));
  return [
    {
      kind: trimmed.length === 0 ? 'TURN_JPEG' : 'TRIM_JPEG',
      title:
        trimmed.length === 0
          ? 'Turn the pixels without encoding them again, reset the tag, and drop the thumbnail.'
          : 'Turn the pixels without encoding them again, trim the edge that cannot be turned losslessly, reset the ' +
            'tag, and drop the thumbnail.',
      loses: [...trimmed, ...(isTrailerLost ? lossOfTrailer(findings) : []), ...lossOfMaps(findings)],
      advice: UPRIGHT_BY_TAG,
      recipe: {
        how: 'NEW_FILE',
        tools: ['jpegtran', 'exiftool'],
        endings: endingsOf(findings),
        onlyAt: findings.orientation,
        run: (input, output) =>
          `jpegtran ${options} ${turn.transform} -outfile ${output} ${input} && ${reset(input)} ${output}`,
      },
    },
  ];
}

function trimmedEdges({ jpeg, width = 0, height = 0 }: Findings, { mirrors }: Turn): string[] {
  const trimmed: string[] = [];
  const columns = width % (jpeg?.unitWidth ?? 8);
  const rows = height % (jpeg?.unitHeight ?? 8);
  if (mirrors.includes('width') && columns > 0) trimmed.push(`the last ${columns} of ${width} columns of pixels`);
  if (mirrors.includes('height') && rows > 0) trimmed.push(`the last ${rows} of ${height} rows of pixels`);
  return trimmed;
}
