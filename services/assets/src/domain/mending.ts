import type { EarlierFix, SkipReason } from '@bucket-sync/shared/contracts';
import {
  filenameOf,
  fitsOneLine,
  isPlainToImageMagick,
  plainExtensionOf,
  quoted,
  quotedFile,
} from './mending-shell.ts';

/** A skipped file, as far as mending it goes. */
export interface MendableFile {
  objectKey: string;
  reason: SkipReason;
  /** What was found: "EXIF orientation 6". */
  detail: string;
  mend: EarlierFix | null;
}

/**
 * What ImageMagick does for each orientation.
 *
 * @see CIPA DC-008 (EXIF 2.32) 4.6.4 A: which row and column of the picture the first ones stored are
 */
const TURNS = [
  '',
  '',
  '-flop',
  '-rotate 180',
  '-flip',
  '-transpose',
  '-rotate 90',
  '-transverse',
  '-rotate 270',
] as const;

export const REBRAND = '-map 0:v:0 -map 0:a:0? -c copy -brand mp42 -f mp4';
/** The size is made even, which 4:2:0 needs, and the range limited, else ffprobe calls it yuvj420p. */
export const REENCODE =
  "-map 0:v:0 -map 0:a:0? -vf 'scale=trunc(iw/2)*2:trunc(ih/2)*2:out_range=tv' -c:v libx264 -pix_fmt yuv420p -color_range tv -c:a aac -brand mp42 -f mp4";
const FFMPEG = 'ffmpeg -nostdin -v error -y';
export const DROP_TAG = 'exiftool -q -overwrite_original -Orientation=';

/**
 * The command for a POSIX shell that mends a downloaded file in place, in the folder where it lies under the last part of its key. Of an
 * orientation it gives both ways: the pixels turned, and, as a comment, the tag dropped.
 *
 * @returns null where no command can mend it
 */
export function fixCommand({ objectKey, detail, mend }: MendableFile): string | null {
  const name = filenameOf(objectKey);
  switch (mend) {
    case null:
      return null;
    case 'ORIENT_IMAGE':
      return withOtherWay(
        name,
        inPlainName(name, (file) => `mogrify -auto-orient ${file}`),
      );
    case 'TURN_IMAGE':
      return withOtherWay(
        name,
        inPlainName(name, (file) => `mogrify ${turnOf(detail)} ${file} && ${DROP_TAG} ${file}`),
      );
    case 'DROP_ORIENTATION':
      return `${DROP_TAG} ${quotedFile(name)}`;
    case 'REBRAND_MP4':
      return throughNewFile(name, REBRAND);
    case 'REENCODE_MP4':
      return throughNewFile(name, REENCODE);
    case 'CONVERT_IMAGE':
      return inPlainCopy(name, (file) => `convert ${file}'[0]' ${quotedFile(`${name}.png`)}`);
    case 'CONVERT_VIDEO':
      return `${FFMPEG} -i ${ffmpegFile(name)} ${REENCODE} ${ffmpegFile(`${name}.mp4`)}`;
    case 'RESTORE_ARCHIVED':
      return `aws s3api restore-object --bucket "$BUCKET" --restore-request Days=7 --cli-input-json ${quoted(JSON.stringify({ Key: objectKey }))}`;
  }
}

/** The pixels' turn for "EXIF orientation 6". */
export function turnOf(detail: string): string {
  const orientation = Number(/orientation ([2-8])\b/.exec(detail)?.[1] ?? 0);
  return TURNS[orientation] || '-auto-orient';
}

/** Dropping the tag is right where the picture stands upright as it is stored, and only the tag is wrong. */
function withOtherWay(name: string, command: string): string {
  if (!fitsOneLine(name)) return command;
  return `${command}\n# or, if it looks right with its tag ignored, drop the tag: ${DROP_TAG} ${quotedFile(name)}`;
}

/** ImageMagick reads patterns and formats out of names: one with such letters is mended under another name. */
function inPlainName(name: string, command: (file: string) => string): string {
  if (isPlainToImageMagick(name)) return command(quotedFile(name));
  const plain = `bucket-sync-mending${plainExtensionOf(name)}`;
  return `mv -- ${quoted(name)} ${plain} && ${command(plain)}; mv -- ${plain} ${quoted(name)}`;
}

function inPlainCopy(name: string, command: (file: string) => string): string {
  if (isPlainToImageMagick(name)) return command(quotedFile(name));
  const plain = `bucket-sync-mending${plainExtensionOf(name)}`;
  return `cp -- ${quoted(name)} ${plain} && convert ${plain}'[0]' bucket-sync-mended.png && rm -- ${plain} && mv -- bucket-sync-mended.png ${quoted(`${name}.png`)}`;
}

/** FFmpeg cannot write over what it reads. */
function throughNewFile(name: string, how: string): string {
  return `${FFMPEG} -i ${ffmpegFile(name)} ${how} bucket-sync-mended.mp4 && mv -- bucket-sync-mended.mp4 ${quoted(name)}`;
}

/** With its protocol named, a colon in the name is no protocol, and a leading dash no option. */
const ffmpegFile = (name: string): string => quoted(`file:${name}`);
