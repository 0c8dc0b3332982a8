import { BACKUP_EXTENSIONS } from '@bucket-sync/shared/contracts';

const SUFFIXES = BACKUP_EXTENSIONS.map((extension) => `.${extension}`);

/** The script's usage text and the parsing of its options. */
export const HEADER = `#!/bin/sh
# Made by Bucket Sync. Fixes skipped files of a bucket: downloads each, fixes it, verifies the result, and uploads it
# under the same key (a converted file under its key with .png or .mp4 added). Run it with your own AWS credentials,
# which have to allow s3:ListBucket, s3:GetObject, s3:PutObject, s3:GetObjectTagging and s3:PutObjectTagging. Then sync
# again. It can be run again: a file that is no longer the inspected one stays as it is.
#
#   sh repair.sh --dry-run                shows what would be done and changes nothing. Begin with it: objects are
#                                         written over, and only a bucket that keeps versions keeps the old ones.
#   sh repair.sh                          does the fixes that lose nothing.
#   sh repair.sh --allow-loss             does the others too; each names what it loses.
#   sh repair.sh --keep-original .orig    keeps a copy of each original under its key with .orig added (with its ETag
#                                         before it, where another file has that name). The next sync leaves
#                                         copies with ${SUFFIXES.join(', ')} alone.
#
# It needs aws and, for what there is to fix, exiftool, jpegtran (libjpeg), convert (ImageMagick), ffmpeg (5.1 or
# later) and ffprobe; it looks for them first.
#
# ORIENTATION=drop sh repair.sh           drops the orientation tag of each picture and leaves the pixels. Right where
#                                         the pictures stand upright as they are stored, and the tag is wrong.
# BUCKET=… and AWS_DEFAULT_REGION=… name another bucket or region.
# A fixed object keeps its metadata, tags, storage class, encryption (with its KMS key and bucket key) and the headers
# for caches and content. It does not keep an ACL of its own or an Object Lock.
set -u
ORIENTATION=\${ORIENTATION:-bake}
DRY_RUN=\${DRY_RUN:-}
ALLOW_LOSS=\${ALLOW_LOSS:-}
KEEP_ORIGINAL=\${KEEP_ORIGINAL:-}
while [ $# -gt 0 ]; do
  case $1 in
    --dry-run) DRY_RUN=1 ;;
    --allow-loss) ALLOW_LOSS=1 ;;
    --keep-original)
      [ $# -gt 1 ] || { echo 'Nothing was done: --keep-original needs a suffix, such as .orig' >&2; exit 2; }
      shift
      KEEP_ORIGINAL=$1
      ;;
    *) printf 'Nothing was done: there is no option %s\\n' "$1" >&2; exit 2 ;;
  esac
  shift
done
case $KEEP_ORIGINAL in
  *[!A-Za-z0-9._-]*)
    echo 'Nothing was done: a suffix holds letters, digits, dots, dashes and underscores only' >&2
    exit 2
    ;;
esac
case $(printf %s "$KEEP_ORIGINAL" | tr '[:upper:]' '[:lower:]') in
  '' | ${SUFFIXES.map((suffix) => `*${suffix}`).join(' | ')}) ;;
  *)
    printf 'The next sync will read the originals that are kept as %s, and its repair script will fix them.\\n' \\
      "$KEEP_ORIGINAL" >&2
    echo 'It leaves those with ${SUFFIXES.join(', ')} alone.' >&2
    ;;
esac`;
