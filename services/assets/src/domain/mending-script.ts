import type { EarlierFix } from '@bucket-sync/shared/contracts';
import { DROP_TAG, type MendableFile, REBRAND, REENCODE, turnOf } from './mending.ts';
import { plainExtensionOf, quoted } from './mending-shell.ts';

export interface RepairScriptOptions {
  bucketName: string;
  /** Left to the aws command line's own settings where absent. */
  region?: string | undefined;
  prefix?: string | undefined;
  files: Iterable<MendableFile>;
  /** Files that no command can mend and that are not among `files`: only their number is told. */
  unmendableCount?: number;
}

/** The shell function of the script that does each mend. */
const FUNCTIONS: Record<Exclude<EarlierFix, 'RESTORE_ARCHIVED'>, string> = {
  ORIENT_IMAGE: 'orient',
  TURN_IMAGE: 'turn',
  DROP_ORIENTATION: 'drop_tag',
  REBRAND_MP4: 'rebrand',
  REENCODE_MP4: 'reencode',
  CONVERT_IMAGE: 'to_png',
  CONVERT_VIDEO: 'to_mp4',
};

/**
 * A POSIX shell script that downloads each file that a command can mend, mends it and uploads it again, with the aws command line of
 * whoever runs it. It goes from file to file, says what it does, stops at none, and ends with a list of what it could not mend (and
 * with exit code 1, if there is any). A converted file that is already there is left as it is, so that the script can be run again.
 * Every key and text in it is one quoted word, whatever it holds.
 */
export function repairScript({ bucketName, region, prefix, files, unmendableCount }: RepairScriptOptions): string {
  const lines: string[] = [];
  const mends = new Set<EarlierFix>();
  let unmendable = unmendableCount ?? 0;
  let overwrites = false;
  for (const file of files) {
    if (file.mend === null) unmendable += 1;
    else {
      lines.push(lineFor(file, file.mend));
      mends.add(file.mend);
      overwrites ||= file.mend !== 'RESTORE_ARCHIVED' && targetOf(file.objectKey, file.mend) === file.objectKey;
    }
  }
  const where = prefix === undefined || prefix === '' ? '' : ` under ${prefix}`;
  const others = unmendable === 0 ? '' : `; no command can mend ${counted(unmendable, 'other')}`;
  return [
    HEADER,
    `BUCKET=\${BUCKET:-${doubleQuoted(bucketName)}}`,
    region === undefined ? '' : `export AWS_DEFAULT_REGION="\${AWS_DEFAULT_REGION:-${doubleQuoted(region)}}"`,
    `total=${lines.length}`,
    BODY,
    ...needs(mends),
    `say ${quoted(`Mending ${counted(lines.length, 'file')} of the bucket${where}${others}.`)}`,
    overwrites ? `say ${quoted(OVERWRITING)}` : '',
    ...lines,
    FOOTER,
  ]
    .filter((part) => part !== '')
    .join('\n');
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** Asks for each program that a mend calls, as far as the way chosen for orientations calls it. */
function needs(mends: ReadonlySet<EarlierFix>): string[] {
  if (mends.size === 0) return [];
  const has = (...wanted: EarlierFix[]): boolean => wanted.some((mend) => mends.has(mend));
  const lines = ["need aws 'the AWS command line'"];
  if (has('ORIENT_IMAGE', 'TURN_IMAGE')) lines.push('[ "$ORIENTATION" = drop ] || need mogrify ImageMagick');
  if (has('CONVERT_IMAGE')) lines.push('need convert ImageMagick');
  if (has('TURN_IMAGE', 'DROP_ORIENTATION')) lines.push('need exiftool ExifTool');
  else if (has('ORIENT_IMAGE')) lines.push('[ "$ORIENTATION" != drop ] || need exiftool ExifTool');
  if (has('REBRAND_MP4', 'REENCODE_MP4', 'CONVERT_VIDEO')) lines.push('need ffmpeg FFmpeg');
  return [...lines, 'require_needed'];
}

/** What is mended is written over; what is converted is written beside, and never over anything. */
function targetOf(objectKey: string, mend: EarlierFix): string {
  if (mend === 'CONVERT_IMAGE') return `${objectKey}.png`;
  return mend === 'CONVERT_VIDEO' ? `${objectKey}.mp4` : objectKey;
}

const OVERWRITING =
  'Mended files are written over the originals. Where the bucket keeps versions the old ones stay, elsewhere they are gone: make a backup first. DRY_RUN=1 shows what would be done and changes nothing.';

function lineFor({ objectKey, detail, reason }: MendableFile, mend: EarlierFix): string {
  const found = quoted(`${reason}: ${detail}`);
  if (mend === 'RESTORE_ARCHIVED')
    return `restore ${quoted(objectKey)} ${quoted(JSON.stringify({ Key: objectKey }))} ${found}`;
  const extension = plainExtensionOf(objectKey);
  const target = targetOf(objectKey, mend);
  const beside = target === objectKey ? "''" : quoted(JSON.stringify({ Key: target }));
  const how = mend === 'TURN_IMAGE' ? quoted(turnOf(detail)) : "''";
  return `mend ${FUNCTIONS[mend]} ${quoted(objectKey)} ${quoted(target)} ${quoted(extension)} ${how} ${found} ${beside}`;
}

/** Within \${NAME:-…}: bucket and region names hold no letter that a shell would expand; anything else is left out. */
const doubleQuoted = (name: string): string => name.replaceAll(/[^A-Za-z0-9._-]/g, '');

const HEADER = `#!/bin/sh
# Made by Bucket Sync. Mends skipped files of a bucket: downloads each, mends it, uploads it again under the same key
# (a converted file under its key with .png or .mp4 added). Run it with your own AWS credentials, which have to allow
# s3:GetObject and s3:PutObject; then sync again. It can be run again: what is converted already is skipped.
#
# DRY_RUN=1 sh repair.sh          shows what would be done and changes nothing. Begin with it: objects are written over, and only a
#                                 bucket that keeps versions keeps the old ones.
# It needs: aws, and, for what there is to mend, mogrify and convert (ImageMagick), exiftool, ffmpeg; it looks for them first.
#
# ORIENTATION=bake sh repair.sh   turns the pixels, so that every viewer shows the picture as its tag says. Right for photographs.
# ORIENTATION=drop sh repair.sh   drops the tag and leaves the pixels. Right where the pictures stand upright as they are stored
#                                 and the tag is wrong, for example after another program turned them already.
# BUCKET=… and AWS_DEFAULT_REGION=… name another bucket or region. What an object carried besides its content (metadata, tags,
# storage class) is not kept.
set -u
ORIENTATION=\${ORIENTATION:-bake}
DRY_RUN=\${DRY_RUN:-}`;

const BODY = `number=0
mended=0
skipped=0
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
: > "$work/failed"

say() { printf '%s\\n' "$1" | tr '\\000-\\010\\013-\\037\\177' '?'; }
shown() { printf '%s' "$1" | tr '\\000-\\037\\177' '?'; }
is_dry() { case $DRY_RUN in '' | 0 | no | false) return 1 ;; *) return 0 ;; esac; }
# need <program> <what it comes with>
missing=
need() { command -v "$1" > /dev/null 2>&1 || missing="$missing\${missing:+, }$1 ($2)"; }
# A dry run needs no more than to be told.
require_needed() {
  [ -n "$missing" ] || return 0
  if is_dry; then say "To be installed before the files can be mended: $missing."; return; fi
  say "Nothing was done: install these first, then run this again: $missing." >&2
  exit 2
}
next() { number=$((number + 1)); say "[$number/$total] $(shown "$1"): $(shown "$2")"; }
failed() { say "  could not $2"; printf '%s: could not %s\\n' "$(shown "$1")" "$2" >> "$work/failed"; }

# Each mends "$work/in/file<extension>" ($1) into $2; $3 is how to turn it.
orient() { if [ "$ORIENTATION" = drop ]; then drop_tag "$1" "$2"; else cp "$1" "$2" && mogrify -auto-orient "$2"; fi; }
turn() {
  if [ "$ORIENTATION" = drop ]; then drop_tag "$1" "$2"; else
    # $3 is one or two plain words
    cp "$1" "$2" && mogrify $3 "$2" && ${DROP_TAG} "$2"
  fi
}
drop_tag() { cp "$1" "$2" && ${DROP_TAG} "$2"; }
rebrand() { ffmpeg -nostdin -v error -y -i "$1" ${REBRAND} "$2"; }
reencode() { ffmpeg -nostdin -v error -y -i "$1" ${REENCODE} "$2"; }
to_png() { convert "$1[0]" "$2"; }
to_mp4() { reencode "$1" "$2"; }

plan() {
  case $1-$ORIENTATION in
    drop_tag-* | orient-drop | turn-drop) echo 'drop its tag' ;;
    orient-* | turn-*) echo 'turn its pixels' ;;
    rebrand-*) echo 'copy its streams under the brand mp42' ;;
    reencode-*) echo 'encode it anew' ;;
    to_png-*) echo 'convert it to PNG' ;;
    to_mp4-*) echo 'convert it to MP4' ;;
  esac
}

# mend <how> <key> <key to write> <extension> <turn> <what was found> <key to write as JSON, where that is another one>
mend() {
  next "$2" "$6"
  if [ -n "$7" ] && aws s3api head-object --bucket "$BUCKET" --cli-input-json "$7" < /dev/null > /dev/null 2>&1; then
    skipped=$((skipped + 1))
    say "  $(shown "$3") is already there: skipped"
    return
  fi
  if is_dry; then
    mended=$((mended + 1))
    say "  would $(plan "$1") and write $(shown "$3")"
    return
  fi
  rm -rf "$work/in" "$work/out"
  mkdir -p "$work/in" "$work/out"
  in="$work/in/file$4"
  case $1 in to_png) out="$work/out/file.png" ;; to_mp4) out="$work/out/file.mp4" ;; *) out="$work/out/file$4" ;; esac
  if ! aws s3 cp --only-show-errors "s3://$BUCKET/$2" "$in" < /dev/null; then failed "$2" 'download it'; return; fi
  if ! "$1" "$in" "$out" "$5" < /dev/null || [ ! -s "$out" ]; then failed "$2" 'mend it'; return; fi
  if ! aws s3 cp --only-show-errors "$out" "s3://$BUCKET/$3" < /dev/null; then failed "$2" 'upload it'; return; fi
  mended=$((mended + 1))
}

# restore <key> <key as JSON> <what was found>
restore() {
  next "$1" "$3"
  if is_dry; then
    mended=$((mended + 1))
    say '  would ask for it'
  elif aws s3api restore-object --bucket "$BUCKET" --restore-request Days=7 --cli-input-json "$2" < /dev/null; then
    mended=$((mended + 1))
    say '  asked for; it takes hours, sync again then'
  else failed "$1" 'ask for it'; fi
}
`;

const FOOTER = `
[ "$skipped" -eq 0 ] || say "$skipped of $total were already there."
if is_dry; then
  say "A dry run: nothing was changed; $mended of $total would be mended."
  exit 0
fi
say "$mended of $total mended."
if [ -s "$work/failed" ]; then
  say 'Not mended:'
  cat "$work/failed"
  exit 1
fi
`;
