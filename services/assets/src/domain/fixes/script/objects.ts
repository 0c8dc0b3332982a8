/** The functions that read, write and copy one object of the bucket. */
export const OBJECTS = `
# s3 <operation> <key as JSON> …: one call of S3 about one object; the key travels as JSON, whatever it holds
s3() {
  operation=$1
  json=$2
  shift 2
  aws s3api "$operation" --bucket "$BUCKET" --cli-input-json "{\\"Key\\": $json}" "$@" < /dev/null
}
etag_of() { s3 head-object "$1" --query ETag --output text 2> /dev/null | tr -d '"'; }
# exists <key as JSON>: 0 when the object exists, 1 when it does not, 2 when S3 does not say
exists() {
  s3 head-object "$1" > /dev/null 2> "$work/error" && return 0
  grep -q '(404)' "$work/error" && return 1
  cat "$work/error" >&2
  return 2
}

# What an object carries besides its content, without what it does not have
PROPERTIES='{ETag: ETag, CacheControl: CacheControl, ContentDisposition: ContentDisposition,
  ContentEncoding: ContentEncoding, ContentLanguage: ContentLanguage, ContentType: ContentType, Expires: Expires,
  WebsiteRedirectLocation: WebsiteRedirectLocation, StorageClass: StorageClass,
  ServerSideEncryption: ServerSideEncryption, SSEKMSKeyId: SSEKMSKeyId, BucketKeyEnabled: BucketKeyEnabled,
  Metadata: Metadata}'
read_properties() {
  s3 head-object "$1" --query "$PROPERTIES" --output json > "$work/head" || return 1
  sed -e '/^    "[A-Za-z]*": null,$/d' "$work/head" > "$work/properties"
  s3 get-object-tagging "$1" --query 'TagSet[].[Key, Value]' --output text > "$work/tags"
}
property() { sed -n "s/^    \\"$1\\": \\"\\(.*\\)\\",\\{0,1\\}$/\\1/p" "$work/properties"; }
etag_read() { property ETag | tr -d '\\\\"'; }

# The tags as the parameters of a URL. They travel with the content, so no object is ever without its tags.
encoded() { printf '%s' "$1" | od -A n -v -t x1 | tr -d ' \\n' | sed -e 's/../%&/g'; }
tagging() {
  separator=
  while IFS="$(printf '\\t')" read -r name value; do
    [ -n "$name" ] || continue
    printf '%s%s=%s' "$separator" "$(encoded "$name")" "$(encoded "$value")"
    separator='&'
  done < "$work/tags"
}
# A condition of the write: what another program wrote meanwhile stays. Releases of aws before 2024-11 have no such
# condition.
condition() {
  aws s3api put-object --generate-cli-skeleton < /dev/null 2> /dev/null | grep -q IfMatch || return 0
  if [ "$1" = new ]; then printf '"IfNoneMatch": "*",\\n'
  else printf '"IfMatch": "\\\\"%s\\\\"",\\n' "$(etag_read)"
  fi
}
# upload <file> <key as JSON> <content type, where it is another one> <new|old>
upload() {
  [ "$(wc -c < "$1")" -le 5368709120 ] || { say '  larger than 5 GiB, which one upload cannot be'; return 1; }
  {
    printf '{"Key": %s,\\n' "$2"
    condition "$4"
    sed -e 1d -e '/^    "ETag": /d' "$work/properties"
  } > "$work/upload"
  tags=$(tagging)
  aws s3api put-object --bucket "$BUCKET" --body "$1" \${3:+--content-type "$3"} \${tags:+--tagging "$tags"} \\
    --cli-input-json "file://$work/upload" < /dev/null > /dev/null
}
# keep <key as JSON>: a copy of the object under its key and the suffix. Where another file has that name, the ETag is
# added before the suffix: that file stays too.
keep() {
  etag=$(etag_read)
  json="\${1%?}$KEEP_ORIGINAL\\""
  [ "$(etag_of "$json")" != "$etag" ] || return 0
  exists "$json"
  case $? in
    0) json="\${1%?}.$etag$KEEP_ORIGINAL\\""; exists "$json" ;;
    1) false ;;
    *) return 1 ;;
  esac
  case $? in 0) return 0 ;; 1) ;; *) return 1 ;; esac
  class=$(property StorageClass)
  encryption=$(property ServerSideEncryption)
  kms_key=$(property SSEKMSKeyId)
  aws s3api copy-object --bucket "$BUCKET" --copy-source-if-match "$etag" \\
    --cli-input-json "{\\"Key\\": $json, \\"CopySource\\": \\"$BUCKET/\${1#?}}" \\
    --tagging-directive COPY --metadata-directive COPY \${class:+--storage-class "$class"} \\
    \${encryption:+--server-side-encryption "$encryption"} \${kms_key:+--ssekms-key-id "$kms_key"} \\
    < /dev/null > /dev/null
}
`;
