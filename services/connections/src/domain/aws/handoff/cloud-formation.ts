import { asciiOnly } from '../policies/iam-text.ts';
import { POLICY_VERSION, permissionPolicy, trustPolicy } from '../policies/policies.ts';
import { namedCorsRule, POLICY_NAME, roleNameFor, type SetupFacts } from './setup-facts.ts';

/**
 * A complete CloudFormation template for a stack in the bucket's region. CloudFormation sets CORS only on buckets of
 * the same stack, so a small function adds our rule to the others. It removes our rule when the stack is deleted.
 */
export function cloudFormationTemplate(facts: SetupFacts): string {
  const bucketArn = `arn:aws:s3:::${facts.bucket.bucketName}`;
  return asciiOnly(
    `${JSON.stringify(
      {
        AWSTemplateFormatVersion: '2010-09-09',
        Description:
          `Lets Bucket Sync read the bucket ${facts.bucket.bucketName}. Make the stack in ${facts.bucket.region}; ` +
          'it needs CAPABILITY_NAMED_IAM.',
        Resources: {
          BucketSyncRole: {
            Type: 'AWS::IAM::Role',
            Properties: {
              RoleName: roleNameFor(facts),
              Description: 'Bucket Sync reads a bucket',
              AssumeRolePolicyDocument: trustPolicy(facts),
              Policies: [{ PolicyName: POLICY_NAME, PolicyDocument: permissionPolicy(facts.bucket) }],
            },
          },
          CorsWriterRole: {
            Type: 'AWS::IAM::Role',
            Properties: {
              AssumeRolePolicyDocument: {
                Version: POLICY_VERSION,
                Statement: [
                  { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
                ],
              },
              ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
              Policies: [
                {
                  PolicyName: 'bucket-cors',
                  PolicyDocument: {
                    Version: POLICY_VERSION,
                    Statement: [
                      { Effect: 'Allow', Action: ['s3:GetBucketCORS', 's3:PutBucketCORS'], Resource: bucketArn },
                    ],
                  },
                },
              ],
            },
          },
          CorsWriter: {
            Type: 'AWS::Lambda::Function',
            Properties: {
              Description: 'Adds one CORS rule to a bucket and keeps the others',
              Runtime: 'python3.13',
              Handler: 'index.handler',
              Timeout: 60,
              Role: { 'Fn::GetAtt': ['CorsWriterRole', 'Arn'] },
              Code: { ZipFile: CORS_WRITER },
            },
          },
          BucketCors: {
            Type: 'Custom::BucketSyncCors',
            Properties: {
              ServiceToken: { 'Fn::GetAtt': ['CorsWriter', 'Arn'] },
              Bucket: facts.bucket.bucketName,
              Rule: JSON.stringify(namedCorsRule(facts)),
            },
          },
        },
        Outputs: {
          RoleArn: {
            Description: 'Enter this role ARN in Bucket Sync',
            Value: { 'Fn::GetAtt': ['BucketSyncRole', 'Arn'] },
          },
        },
      },
      null,
      2,
    )}\n`,
  );
}

/** Finds our rule by its ID. Every result goes to CloudFormation, because without one the stack hangs for an hour. */
const CORS_WRITER = `import json

import boto3
import cfnresponse
from botocore.exceptions import ClientError


def current_rules(s3, bucket):
    try:
        return s3.get_bucket_cors(Bucket=bucket)["CORSRules"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "NoSuchCORSConfiguration":
            return []
        raise


def handler(event, context):
    physical_id = event.get("PhysicalResourceId", "bucket-sync-cors")
    try:
        bucket = event["ResourceProperties"]["Bucket"]
        rule = json.loads(event["ResourceProperties"]["Rule"])
        s3 = boto3.client("s3")
        before = current_rules(s3, bucket)
        rules = [other for other in before if other.get("ID") != rule["ID"]]
        if event["RequestType"] != "Delete":
            rules.append(rule)
        if rules:
            s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": rules})
        elif before:
            s3.delete_bucket_cors(Bucket=bucket)
        cfnresponse.send(event, context, cfnresponse.SUCCESS, {}, physical_id)
    except Exception as error:
        print(error)
        cfnresponse.send(event, context, cfnresponse.FAILED, {}, physical_id, reason=str(error))
`;
