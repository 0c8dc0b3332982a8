import type { Problem } from '@bucket-sync/shared/problem';
import { describe, expect, test } from 'vitest';
import { parseRoleArn } from '../../../../src/domain/aws/parse/parse-role-arn.ts';

const OUR_ACCOUNT = '277710232653';
const OUR_SIDE = { platformAccountId: OUR_ACCOUNT, externalId: 'aB3-x_9ZkQ0rT7uVwYhLmN2pS4dF6gJ8' };
const ROLE = 'arn:aws:iam::111122223333:role/bucket-sync';

describe('what is pasted for a role’s ARN', () => {
  test.each([
    ['a plain role', ROLE, ROLE],
    ['a role in a path', 'arn:aws:iam::111122223333:role/a/b/reader', 'arn:aws:iam::111122223333:role/a/b/reader'],
    ['blanks and a line end around it', `  ${ROLE}\r\n`, ROLE],
    ['a line break within, as mail puts it', ROLE.replace('role/', 'role/\n  '), ROLE],
    ['quotes around it', `"${ROLE}",`, ROLE],
    ['an invisible mark in front', `\ufeff${ROLE}`, ROLE],
    ['a label before it', `ARN: ${ROLE}`, ROLE],
    ['a line of the command line’s answer', `        "Arn": "${ROLE}",`, ROLE],
    ['a line of a profile', `role_arn = ${ROLE}`, ROLE],
    ['curly quotes around it', `“${ROLE}”`, ROLE],
    ['capitals before the account', ROLE.replace('arn:aws:iam', 'ARN:AWS:IAM'), ROLE],
    ['what an address bar makes of it', encodeURIComponent(ROLE), ROLE],
    [
      'a role that the console made for a service',
      ROLE.replace('role/', 'role/service-role/'),
      ROLE.replace('role/', 'role/service-role/'),
    ],
  ])('%s is taken', (_, typed, roleArn) => {
    expect(parseRoleArn(typed, OUR_SIDE)).toEqual({ roleArn });
  });

  test.each([
    ['nothing', ' ', /Enter the ARN/],
    ['the bucket’s ARN', 'arn:aws:s3:::my-images', /ARN of a bucket/],
    ['a user’s ARN', 'arn:aws:iam::111122223333:user/ann', /ARN of a user/],
    ['the policy’s ARN', 'arn:aws:iam::111122223333:policy/bucket-sync', /ARN of a policy/],
    ['an AWS policy’s ARN', 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess', /ARN of a policy/],
    ['a group’s ARN', 'arn:aws:iam::111122223333:group/admins', /ARN of a group/],
    ['an instance profile’s ARN', 'arn:aws:iam::111122223333:instance-profile/x', /instance profile/],
    ['an identity provider’s ARN', 'arn:aws:iam::111122223333:oidc-provider/x', /identity provider/],
    ['the account’s ARN', 'arn:aws:iam::111122223333:root', /account itself/],
    ['a session’s ARN', 'arn:aws:sts::111122223333:assumed-role/reader/me', /role\/reader/],
    ['a Lambda’s ARN', 'arn:aws:lambda:us-east-1:111122223333:function:x', /something in lambda/],
    ['the role’s name', 'bucket-sync', /name only/],
    ['an account ID', '111122223333', /account ID/],
    ['an access key', 'AKIAIOSFODNN7EXAMPLE', /never need your keys/],
    ['a hyphened account ID', '1111-2222-3333', /account ID/],
    ['a secret access key', 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY12', /secret access key\. We never need/],
    ['the external ID', OUR_SIDE.externalId, /external ID, which belongs in the trust policy/],
    ['a policy’s text', '{ "Version": "2012-10-17" }', /text of a policy/],
    ['the bucket’s URI', 's3://my-images/train/', /URI of a bucket/],
    [
      'an old console address',
      'https://console.aws.amazon.com/iam/home#/roles/reader',
      /role's page .* The role is reader\. Copy/,
    ],
    [
      'a console address',
      'https://us-east-1.console.aws.amazon.com/iam/home?region=us-east-1#/roles/details/reader?section=permissions',
      /role's page .* The role is reader\. Copy/,
    ],
    [
      'a console address with the account',
      'https://111122223333-abcdefgh.us-east-1.console.aws.amazon.com/iam/home?region=us-east-1#/roles/details/reader',
      /probably arn:aws:iam::111122223333:role\/reader\./,
    ],
    [
      'the link to switch roles',
      'https://signin.aws.amazon.com/switchrole?roleName=reader&account=111122223333',
      /switch roles .* probably arn:aws:iam::111122223333:role\/reader\./,
    ],
    [
      'another page of the console',
      'https://us-east-1.console.aws.amazon.com/s3/buckets/my-images',
      /a page of the AWS console/,
    ],
    ['another web address', 'https://example.com/role', /web address/],
    ['the end of an ARN', '111122223333:role/reader', /beginning is missing.*arn:aws:iam::111122223333:role\/reader\./],
    ['an ARN without its first word', 'aws:iam::111122223333:role/reader', /arn:aws:iam::111122223333:role\/reader\./],
    [
      'a sentence that holds it',
      `Use this role: ${ROLE}`,
      /more here than the ARN .* probably mean arn:aws:iam::111122223333:role\/bucket-sync\./,
    ],
    ['a resource only', 'role/reader', /name only.*:role\/reader,/],
    [
      'a service-linked role',
      'arn:aws:iam::111122223333:role/aws-service-role/s3.amazonaws.com/AWSServiceRoleForX',
      /service-linked role: only the AWS service \(s3\.amazonaws\.com\).*Create role, Custom trust policy/,
    ],
    [
      'a role of the Identity Center',
      'arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123',
      /IAM Identity Center.*Create role, Custom trust policy/,
    ],
    [
      'a sign-in session',
      'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123/ann@example.com',
      /your own sign-in session/,
    ],
    ['a federated session', 'arn:aws:sts::111122223333:federated-user/ann', /sign-in session/],
    ['a session of ours', `arn:aws:sts::${OUR_ACCOUNT}:assumed-role/ext-x/bucket-sync`, /session of ours/],
    ['an MFA device’s ARN', 'arn:aws:iam::111122223333:mfa/ann', /MFA device/],
    [
      'an ARN with a region',
      'arn:aws:iam:us-east-1:111122223333:role/reader',
      /no region.*arn:aws:iam::111122223333:role\/reader\./,
    ],
    ['a dash that a text editor made long', 'arn:aws:iam::111122223333:role/bucket–sync', /character "–"/],
    ['a partition with a typo', 'arn:was:iam::111122223333:role/x', /begins with arn:aws:iam::, this one with arn:was/],
    ['a role in aws-cn', 'arn:aws-cn:iam::111122223333:role/x', /AWS China/],
    ['a role in GovCloud', 'arn:aws-us-gov:iam::111122223333:role/x', /GovCloud/],
    ['a short account ID', 'arn:aws:iam::11112222333:role/x', /12 digits/],
    ['a role without a name', 'arn:aws:iam::111122223333:role/', /not a well-formed role ARN/],
    ['a role of our own account', `arn:aws:iam::${OUR_ACCOUNT}:role/ext-x`, /in our account/],
    ['a name of 65 characters', `arn:aws:iam::111122223333:role/${'a'.repeat(65)}`, /not a well-formed role ARN/],
  ])('%s is named, at its field', (_, typed, message) => {
    const problem = parseRoleArn(typed, OUR_SIDE);
    expect(problem).toMatchObject({ code: 'INVALID_INPUT', field: 'roleArn' });
    expect((problem as Problem).message).toMatch(message);
  });

  test('every refusal names the console page that shows the role’s ARN', () => {
    const problem = parseRoleArn('arn:aws:s3:::my-images', OUR_SIDE) as Problem;
    expect(problem.message).toContain('IAM console: Roles, your role, the field ARN in the Summary');
  });
});

test('a text of any length is refused within a moment', () => {
  const long = 'a'.repeat(250_000);
  const startedAt = process.cpuUsage();
  for (const text of [
    long,
    `arn:${long}`,
    `https://${long}`,
    `${'a/'.repeat(2_000)}`,
    `arn:aws:iam::111122223333:role/${'a/'.repeat(2_000)}`,
  ]) {
    expect(parseRoleArn(text, OUR_SIDE)).toMatchObject({ field: 'roleArn' });
  }
  expect(process.cpuUsage(startedAt).user).toBeLessThan(1_000_000);
});
