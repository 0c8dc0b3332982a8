import { DROP_TAG } from '../programs.ts';
import { OBJECTS } from './objects.ts';
import { VERIFICATION } from './verification.ts';

/** The functions of every script: messages, the search for programs, and the fix of one file. */
export const FUNCTIONS = `number=0
fixed=0
skipped=0
changed=0
lossy=0
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM
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
left() { changed=$((changed + 1)); say '  it changed since it was inspected: left as it is'; }
failed() { say "  could not $2"; printf '%s: could not %s\\n' "$(shown "$1")" "$2" >> "$work/failed"; }

${OBJECTS}
drop_tag() { cp "$1" "$2" && ${DROP_TAG} "$2"; }
${VERIFICATION}
# fix <function> <key> <key as JSON> <extension> <suffix of a copy beside it> <its content type> <number>
#     <what is expected> <what was found> <what it loses> <the ETag of the file that was inspected, where it is known>
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
    exists "$target"
    case $? in
      0)
        skipped=$((skipped + 1))
        say "  $(shown "$2$5") is already there: skipped"
        return
        ;;
      1) ;;
      *) failed "$2" "find out whether $(shown "$2$5") exists"; return ;;
    esac
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
  # A turn of a picture that was turned already would put it on its head.
  if [ -n "\${11}" ] && [ "$(etag_read)" != "\${11}" ]; then left; return; fi
  if ! aws s3 cp --only-show-errors "s3://$BUCKET/$2" "$in" < /dev/null; then failed "$2" 'download it'; return; fi
  if [ -z "\${11}" ] && ! is_unfixed "$in" "$expected"; then left; return; fi
  # Programs see relative names: some of them would expand a % in the name of the folder.
  if ! (cd "$work" && "$how" "in/\${in##*/}" "out/\${out##*/}" "$7") < /dev/null; then failed "$2" 'fix it'; return; fi
  if [ ! -s "$out" ] || ! verify "$in" "$out" "$expected" "\${loses:+lossy}"; then failed "$2" 'fix it'; return; fi
  if [ "$(etag_of "$3")" != "$(etag_read)" ]; then
    failed "$2" 'replace it: it changed meanwhile'
    return
  fi
  if [ -n "$KEEP_ORIGINAL" ] && [ -z "$5" ] && ! keep "$3"; then failed "$2" 'keep its original'; return; fi
  if ! upload "$out" "$target" "$6" "\${5:+new}"; then failed "$2" 'upload it'; return; fi
  fixed=$((fixed + 1))
}

# restore <key> <key as JSON> <restore request> <what was found>
restore() {
  next "$1" "$4"
  if is_on "$DRY_RUN"; then
    fixed=$((fixed + 1))
    say '  would request its restore'
  elif s3 restore-object "$2" --restore-request "$3"; then
    fixed=$((fixed + 1))
    say '  restore requested; S3 needs minutes to hours, sync again after that'
  else failed "$1" 'request its restore'; fi
}
`;
