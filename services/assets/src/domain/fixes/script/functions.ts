import { DROP_TAG } from '../programs.ts';

/** The functions of every script: messages, the search for programs, and the download and upload of one file. */
export const FUNCTIONS = `number=0
fixed=0
skipped=0
lossy=0
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
: > "$work/failed"

say() { printf '%s\\n' "$1" | tr '\\000-\\010\\013-\\037\\177' '?'; }
shown() { printf '%s' "$1" | tr '\\000-\\037\\177' '?'; }
is_on() { case $1 in '' | 0 | no | false) return 1 ;; *) return 0 ;; esac; }
# need <program> <what it comes with>
missing=
need() { command -v "$1" > /dev/null 2>&1 || missing="$missing\${missing:+, }$1 ($2)"; }
# A dry run only names what is missing.
require_needed() {
  [ -n "$missing" ] || return 0
  if is_on "$DRY_RUN"; then say "To be installed before the files can be fixed: $missing."; return; fi
  say "Nothing was done: install these first, then run this again: $missing." >&2
  exit 2
}
next() { number=$((number + 1)); say "[$number/$total] $(shown "$1"): $(shown "$2")"; }
failed() { say "  could not $2"; printf '%s: could not %s\\n' "$(shown "$1")" "$2" >> "$work/failed"; }

# s3 <operation> <key as JSON> …: one call of S3 about one object; the key travels as JSON, whatever it holds
s3() {
  operation=$1
  json=$2
  shift 2
  aws s3api "$operation" --bucket "$BUCKET" --cli-input-json "{\\"Key\\": $json}" "$@" < /dev/null
}
etag_of() { s3 head-object "$1" --query ETag --output text 2> /dev/null | tr -d '"'; }

# What an object carries besides its content, without what it does not have
PROPERTIES='{ETag: ETag, CacheControl: CacheControl, ContentDisposition: ContentDisposition,
  ContentEncoding: ContentEncoding, ContentLanguage: ContentLanguage, ContentType: ContentType, Expires: Expires,
  WebsiteRedirectLocation: WebsiteRedirectLocation, StorageClass: StorageClass,
  ServerSideEncryption: ServerSideEncryption, SSEKMSKeyId: SSEKMSKeyId, BucketKeyEnabled: BucketKeyEnabled,
  Metadata: Metadata}'
read_properties() {
  s3 head-object "$1" --query "$PROPERTIES" --output json > "$work/head" || return 1
  sed -e '/^    "[A-Za-z]*": null,$/d' "$work/head" > "$work/properties"
  s3 get-object-tagging "$1" --query TagSet --output json > "$work/tags"
}
# upload <file> <key as JSON> <content type, where it is another one>
upload() {
  [ "$(wc -c < "$1")" -le 5368709120 ] || { say '  larger than 5 GiB, which one upload cannot be'; return 1; }
  {
    printf '{"Key": %s,\\n' "$2"
    sed -e 1d -e '/^    "ETag": /d' "$work/properties"
  } > "$work/upload"
  if [ -n "$3" ]; then
    aws s3api put-object --bucket "$BUCKET" --body "$1" --content-type "$3" --cli-input-json "file://$work/upload"
  else
    aws s3api put-object --bucket "$BUCKET" --body "$1" --cli-input-json "file://$work/upload"
  fi < /dev/null > /dev/null || return 1
  grep -q '"Key"' "$work/tags" || return 0
  { printf '{"Key": %s, "Tagging": {"TagSet": ' "$2"; cat "$work/tags"; printf '}}'; } > "$work/tagging"
  aws s3api put-object-tagging --bucket "$BUCKET" --cli-input-json "file://$work/tagging" < /dev/null > /dev/null
}
property() { sed -n "s/^    \\"$1\\": \\"\\(.*\\)\\",\\{0,1\\}$/\\1/p" "$work/properties"; }
# keep <key as JSON>: a copy of the object under its key and the suffix; one that is there stays
keep() {
  json="\${1%?}$KEEP_ORIGINAL\\""
  [ -z "$(etag_of "$json")" ] || return 0
  class=$(property StorageClass)
  encryption=$(property ServerSideEncryption)
  kms_key=$(property SSEKMSKeyId)
  aws s3api copy-object --bucket "$BUCKET" \\
    --cli-input-json "{\\"Key\\": $json, \\"CopySource\\": \\"$BUCKET/\${1#?}}" \\
    --tagging-directive COPY --metadata-directive COPY \${class:+--storage-class "$class"} \\
    \${encryption:+--server-side-encryption "$encryption"} \${kms_key:+--ssekms-key-id "$kms_key"} \\
    < /dev/null > /dev/null
}

drop_tag() { cp "$1" "$2" && ${DROP_TAG} "$2"; }

# What has to be the same before and after a fix that loses nothing
described() {
  exiftool -q -q -m -n -s3 -f -PageCount -AnimationFrames -BitDepth -BitsPerSample -ColorType -SamplesPerPixel \\
    -SampleFormat -ICCProfileName "$1"
}
streams() {
  ffprobe -v error -show_entries stream=codec_type,codec_name,codec_tag_string,nb_frames -of csv "$1"
}
seconds() { ffprobe -v error -show_entries format=duration -of csv=p=0 "$1" | sed -e 's/[^0-9].*//'; }
size() { exiftool -q -q -m -n -p '\${ImageWidth}x$ImageHeight' "$1"; }
# verify <in> <out> <what is expected> <lossless|lossy>: true when the result may take the original's place
verify() {
  case $3 in
    image:*)
      case $(exiftool -q -q -m -n -s3 -IFD0:Orientation "$2") in
        '' | 0 | 1) ;;
        *) say '  its orientation is still there'; return 1 ;;
      esac
      found=$(size "$2")
      case $3 in
        image:same) [ "$found" = "$(size "$1")" ] ;;
        image:any) [ -n "$found" ] ;;
        *) [ "image:$found" = "$3" ] ;;
      esac || { say "  its size came out as $found"; return 1; }
      [ "$4" = lossy ] || [ "$(described "$1")" = "$(described "$2")" ] || {
        say '  it came out with other properties'
        return 1
      }
      ;;
    brand:*)
      [ "$(dd if="$2" bs=1 skip="\${3#brand:}" count=4 2> /dev/null)" = mp42 ] || {
        say '  its brand did not change'
        return 1
      }
      [ "$(streams "$1")" = "$(streams "$2")" ] || { say '  its streams came out different'; return 1; }
      ;;
    video)
      entries=stream=pix_fmt:format_tags=major_brand
      found=$(ffprobe -v error -select_streams v:0 -show_entries "$entries" -of csv=p=0 "$2" | tr '\\n' ' ')
      case $found in
        'yuv420p mp42 ') ;;
        *) say '  its brand or pixel format came out wrong'; return 1 ;;
      esac
      before=$(seconds "$1")
      after=$(seconds "$2")
      [ -z "$before" ] || { [ $((after - before)) -le 1 ] && [ $((before - after)) -le 1 ]; } || {
        say '  its duration came out wrong'
        return 1
      }
      ;;
    png) [ -n "$(size "$2")" ] ;;
  esac
}

# fix <function> <key> <key as JSON> <extension> <suffix of a copy beside it> <its content type> <number>
#     <what is expected> <what was found> <what it loses>
fix() {
  next "$2" "$9"
  how=$1
  expected=$8
  loses=\${10}
  if [ "$ORIENTATION" = drop ]; then case $expected in image:*) how=drop_tag expected=image:same loses= ;; esac; fi
  if [ -n "$loses" ] && ! is_on "$ALLOW_LOSS"; then
    lossy=$((lossy + 1))
    say "  its fix loses $(shown "$loses"): left as it is, --allow-loss fixes it"
    return
  fi
  target=$3
  if [ -n "$5" ]; then
    target="\${3%?}$5\\""
    if [ -n "$(etag_of "$target")" ]; then
      skipped=$((skipped + 1))
      say "  $(shown "$2$5") is already there: skipped"
      return
    fi
  fi
  if is_on "$DRY_RUN"; then
    fixed=$((fixed + 1))
    say "  would $(plan "$how") and write $(shown "$2$5")\${loses:+; loses $(shown "$loses")}"
    return
  fi
  rm -rf "$work/in" "$work/out"
  mkdir -p "$work/in" "$work/out"
  in="$work/in/file$4"
  out="$work/out/file\${5:-$4}"
  if ! read_properties "$3"; then failed "$2" 'read its metadata and tags'; return; fi
  if ! aws s3 cp --only-show-errors "s3://$BUCKET/$2" "$in" < /dev/null; then failed "$2" 'download it'; return; fi
  # a program may end with a warning: what counts is the result
  "$how" "$in" "$out" "$7" < /dev/null
  if [ ! -s "$out" ] || ! verify "$in" "$out" "$expected" "\${loses:+lossy}"; then failed "$2" 'fix it'; return; fi
  if [ "$(etag_of "$3")" != "$(property ETag | tr -d '\\\\"')" ]; then
    failed "$2" 'replace it: it changed meanwhile'
    return
  fi
  if [ -n "$KEEP_ORIGINAL" ] && [ -z "$5" ] && ! keep "$3"; then failed "$2" 'keep its original'; return; fi
  if ! upload "$out" "$target" "$6"; then failed "$2" 'upload it'; return; fi
  fixed=$((fixed + 1))
}

# restore <key> <key as JSON> <restore request> <what was found>
restore() {
  next "$1" "$4"
  if is_on "$DRY_RUN"; then
    fixed=$((fixed + 1))
    say '  would ask for it'
  elif s3 restore-object "$2" --restore-request "$3"; then
    fixed=$((fixed + 1))
    say '  asked for; S3 takes minutes to hours, sync again then'
  else failed "$1" 'ask for it'; fi
}
`;
