import { quoted } from '@bucket-sync/shared/shell';
import { policyText } from '../policies/iam-text.ts';
import { permissionPolicy, trustPolicy } from '../policies/policies.ts';
import { corsMergeScript } from './cors-merge-script.ts';
import { POLICY_NAME, roleNameFor, type SetupFacts } from './setup-facts.ts';

/** A bash script that makes role, policy and CORS rule with the AWS command line. A second run changes nothing. */
export function awsCliScript(facts: SetupFacts): string {
  return `#!/usr/bin/env bash
# Lets Bucket Sync read one bucket, or the part of it under one prefix.
# Run it where the AWS command line is signed in to the account that owns the bucket; AWS CloudShell will do.
set -euo pipefail

role_name=${quoted(roleNameFor(facts))}
policy_name=${quoted(POLICY_NAME)}
trust_policy=${quoted(policyText(trustPolicy(facts)))}
permission_policy=${quoted(policyText(permissionPolicy(facts.bucket)))}

if aws iam get-role --role-name "$role_name" >/dev/null 2>&1; then
  aws iam update-assume-role-policy --role-name "$role_name" --policy-document "$trust_policy"
  echo "Role: $role_name was there; its trust policy was set."
else
  aws iam create-role --role-name "$role_name" --description 'Bucket Sync reads a bucket' \\
    --assume-role-policy-document "$trust_policy" >/dev/null
  echo "Role: $role_name was made."
fi
aws iam put-role-policy --role-name "$role_name" --policy-name "$policy_name" --policy-document "$permission_policy"
echo "Policy: $policy_name was set."

${corsMergeScript(facts)}

echo
echo 'Enter this role ARN in Bucket Sync:'
aws iam get-role --role-name "$role_name" --query Role.Arn --output text
`;
}
