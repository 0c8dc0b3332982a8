import { quoted } from '@bucket-sync/shared/shell';
import { asciiOnly } from '../policies/iam-text.ts';
import { namedCorsRule, type SetupFacts } from './setup-facts.ts';

/**
 * Lines of bash that add our CORS rule to those of the bucket. S3 stores one configuration for a bucket, and
 * put-bucket-cors replaces all of it: the script reads the rules and writes them back with ours at the end.
 */
export function corsMergeScript(facts: SetupFacts): string {
  const { bucketName, region } = facts.bucket;
  return `bucket=${quoted(bucketName)}
region=${quoted(region)}
origin=${quoted(facts.consoleOrigin)}
cors_rule=${quoted(asciiOnly(JSON.stringify(namedCorsRule(facts))))}
errors=$(mktemp)
trap 'rm -f "$errors"' EXIT
get_rules() { aws s3api get-bucket-cors --bucket "$bucket" --region "$region" "$@"; }
if rules=$(get_rules --query CORSRules --output json 2>"$errors"); then
  allows="contains(AllowedMethods, 'GET') && (contains(AllowedOrigins, '$origin') || contains(AllowedOrigins, '*'))"
  covered=$(get_rules --query "length(CORSRules[?$allows])" --output text)
  merged="\${rules%]}, $cors_rule]"
elif grep -q NoSuchCORSConfiguration "$errors"; then
  covered=0
  merged="[$cors_rule]"
else
  cat "$errors" >&2
  exit 1
fi
if [ "$covered" = 0 ]; then
  aws s3api put-bucket-cors --bucket "$bucket" --region "$region" --cors-configuration "{\\"CORSRules\\": $merged}"
  echo "CORS: the rule was added; the rules that were there stay."
else
  echo "CORS: a rule for $origin is there already; nothing was changed."
fi`;
}
