import { expect, test } from 'vitest';
import { readDenial } from '../../../../src/domain/aws/diagnosis/denial.ts';

const said = (reason: string, resource = '"arn:aws:s3:::b/k"') =>
  readDenial(
    'User: arn:aws:sts::111122223333:assumed-role/r/s is not authorized to perform: s3:GetObject on resource: ' +
      `${resource} ${reason}`,
    's3:Something',
  );

/** The forms of the IAM User Guide, "Troubleshoot access denied error messages". */
test.each([
  ['with an explicit deny in a resource-based policy', { by: 'RESOURCE', isExplicit: true }],
  ['with an explicit deny in an identity-based policy', { by: 'IDENTITY', isExplicit: true }],
  ['because no identity-based policy allows the s3:GetObject action', { by: 'IDENTITY', isExplicit: false }],
  ['with an explicit deny in a service control policy', { by: 'SERVICE_CONTROL', isExplicit: true }],
  ['because no service control policy allows the s3:GetObject action', { by: 'SERVICE_CONTROL', isExplicit: false }],
  ['with an explicit deny in a resource control policy', { by: 'RESOURCE_CONTROL', isExplicit: true }],
  ['with an explicit deny in a permissions boundary', { by: 'BOUNDARY', isExplicit: true }],
  ['because no permissions boundary allows the s3:GetObject action', { by: 'BOUNDARY', isExplicit: false }],
  ['because no session policy allows the s3:GetObject action', { by: 'SESSION', isExplicit: false }],
  ['with an explicit deny in a VPC endpoint policy', { by: 'VPC_ENDPOINT', isExplicit: true }],
  ['because no VPC endpoint policy allows the s3:GetObject action', { by: 'VPC_ENDPOINT', isExplicit: false }],
])('"%s" is understood', (reason, denial) => {
  expect(said(reason)).toEqual({ ...denial, action: 's3:GetObject' });
});

test('the policy is reported when AWS names it', () => {
  const policyArn = 'arn:aws:organizations::999988887777:policy/o-1/service_control_policy/p-1';
  expect(said(`with an explicit deny in a service control policy: ${policyArn}`)).toMatchObject({ policyArn });
});

test('a key that contains the words of a refusal decides nothing', () => {
  const key = '"arn:aws:s3:::b/with an explicit deny in a session policy"';
  expect(said('because no identity-based policy allows the s3:GetObject action', key)).toMatchObject({
    by: 'IDENTITY',
  });
});

test.each(['Access Denied', '', 'something else'])('%j gives no reason', (message) => {
  expect(readDenial(message, 's3:GetObject')).toBeUndefined();
});
