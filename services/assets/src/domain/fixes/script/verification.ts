/** The check of a fixed file before it is uploaded. */
export const VERIFICATION = `
# What has to be the same before and after a fix that loses nothing
described() {
  exiftool -q -q -m -n -s3 -f -PageCount -AnimationFrames -BitDepth -BitsPerSample -ColorType -SamplesPerPixel \\
    -SampleFormat -ICCProfileName "$1"
}
# A sum of the data behind a JPEG's picture
behind() { exiftool -q -q -b -Trailer "$1" | cksum; }
streams() {
  ffprobe -v error -show_entries stream=codec_type,codec_name,codec_tag_string,nb_frames -of csv "$1"
}
seconds() { ffprobe -v error -show_entries format=duration -of csv=p=0 "$1" | sed -e 's/[^0-9].*//'; }
size() { exiftool -q -q -m -n -p '\${ImageWidth}x$ImageHeight' "$1"; }
four() { dd if="$1" bs=1 skip="$2" count=4 2> /dev/null | tr -d '\\000'; }
# is_unfixed <in> <what is expected>: false when the file needs no fix any more
is_unfixed() {
  case $2 in
    image:*) case $(exiftool -q -q -m -n -s3 -IFD0:Orientation "$1") in '' | 0 | 1) return 1 ;; esac ;;
    brand:*) [ "$(four "$1" $((\${2#brand:} - 4)))" = ftyp ] ;;
  esac
}
# is_whole <out>: false for a PNG or a WebP that ends early, as on a full disk
is_whole() {
  case $(four "$1" 0) in
    ?PNG) tail -c 12 "$1" | grep -q IEND ;;
    RIFF)
      set -- "$1" $(od -A n -t u1 -j 4 -N 4 "$1")
      [ $(($2 + 256 * ($3 + 256 * ($4 + 256 * $5)) + 8)) -le "$(wc -c < "$1")" ]
      ;;
  esac
}
# verify <in> <out> <what is expected> <lossless|lossy>: true when the result may take the original's place
verify() {
  is_whole "$2" || { say '  the result is truncated'; return 1; }
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
      [ "$3" = image:same ] || [ "$4" = lossy ] || [ "$(behind "$1")" = "$(behind "$2")" ] || {
        say '  what is behind the picture came out different'
        return 1
      }
      [ "$4" = lossy ] || [ "$(described "$1")" = "$(described "$2")" ] || {
        say '  it came out with other properties'
        return 1
      }
      ;;
    brand:*)
      [ "$(four "$2" "\${3#brand:}")" = mp42 ] || {
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
`;
