import { policyText } from '../policies/iam-text.ts';
import { permissionPolicy, trustPolicy } from '../policies/policies.ts';
import { corsMergeScript } from './cors-merge-script.ts';
import { POLICY_NAME, roleNameFor, type SetupFacts } from './setup-facts.ts';

/** A complete Terraform file for role, policy and CORS rule. */
export function terraformFile(facts: SetupFacts): string {
  const { region } = facts.bucket;
  return `# Lets Bucket Sync read one bucket, or the part of it under one prefix.
# terraform init && terraform apply, signed in to the account that owns the bucket.
terraform {
  required_version = ">= 1.4"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

provider "aws" {
  region = "${region}"
}

resource "aws_iam_role" "bucket_sync" {
  name               = "${roleNameFor(facts)}"
  description        = "Bucket Sync reads a bucket"
  assume_role_policy = <<-JSON
${heredoc(policyText(trustPolicy(facts)))}
  JSON
}

resource "aws_iam_role_policy" "bucket_sync_read" {
  name   = "${POLICY_NAME}"
  role   = aws_iam_role.bucket_sync.id
  policy = <<-JSON
${heredoc(policyText(permissionPolicy(facts.bucket)))}
  JSON
}

# S3 keeps one CORS configuration for a bucket, and aws_s3_bucket_cors_configuration would replace the rules that are
# there. This adds ours to them; it needs bash and the AWS command line where terraform runs. If your bucket's rules
# are managed by Terraform already, take this block out and add the rule to them instead.
resource "terraform_data" "bucket_sync_cors" {
  triggers_replace = ["${facts.consoleOrigin}", "${facts.bucket.bucketName}"]

  provisioner "local-exec" {
    interpreter = ["bash", "-c"]
    command     = <<-SCRIPT
${heredoc(`set -euo pipefail\n${corsMergeScript(facts)}`)}
    SCRIPT
  }
}

output "role_arn" {
  description = "Enter this role ARN in Bucket Sync"
  value       = aws_iam_role.bucket_sync.arn
}
`;
}

/** Text within an HCL heredoc: \`\${\` and \`%{\` would begin a template; \`<<-\` removes the indent. */
function heredoc(text: string): string {
  const literal = text.replace(/\$(?=\{)/g, () => '$$').replace(/%(?=\{)/g, '%%');
  return literal.replace(/^(?=.)/gm, '    ');
}
