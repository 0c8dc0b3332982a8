import { expect, test } from 'vitest';
import { differencesOf } from '../../src/health/differences.ts';
import { CORS, PERMISSIONS, TRUST } from '../../src/health/statements.ts';

const PRINCIPAL = 'arn:aws:iam::111111111111:role/ext-shared';
const trustOf = (externalId: string, more = {}) => ({
  Sid: 'BucketSyncWithExternalId',
  Effect: 'Allow',
  Principal: { AWS: PRINCIPAL },
  Action: 'sts:AssumeRole',
  Condition: { StringEquals: { 'sts:ExternalId': externalId } },
  ...more,
});
const LIST = {
  Sid: 'ListSyncedFiles',
  Effect: 'Allow',
  Action: 's3:ListBucket',
  Resource: 'arn:aws:s3:::cameras',
  Condition: { StringLike: { 's3:prefix': '*' } },
};
const READ = {
  Sid: 'ReadSyncedFiles',
  Effect: 'Allow',
  Action: ['s3:GetObject', 's3:GetObjectAttributes'],
  Resource: 'arn:aws:s3:::cameras/*',
};
const DECRYPT = {
  Sid: 'DecryptSyncedFiles',
  Effect: 'Allow',
  Action: 'kms:Decrypt',
  Resource: 'arn:aws:kms:eu::key/1',
};
const WRITE = { Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::cameras/*' };
const DENY = { Effect: 'Deny', Action: 's3:ListBucket', Resource: '*' };

const policy = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const trust = policy(trustOf('ours-1234567890'));
const permissions = policy(LIST, READ);

/** The lines to change, as the screen shows them; `~` is a line to leave. */
function shown(differences: ReturnType<typeof differencesOf>): string[] {
  if (!Array.isArray(differences)) return [differences];
  const marks = { same: '', extra: '- ', missing: '+ ', foreign: '~ ', denying: '! ' };
  return differences
    .filter(({ sign, text }) => sign !== 'same' && /\w/.test(text))
    .map(({ sign, text }) => `${marks[sign]}${text.trim()}`);
}
const changes = (lines: string[]) => lines.filter((line) => /^[-+]/.test(line));

test('the order of fields and values, white space and a list of one make no difference', () => {
  const { Action, Resource, ...rest } = READ;
  const read = { Resource: [Resource], Action: Action.toReversed(), ...rest };
  const current = JSON.stringify({ Statement: [LIST, read], Version: '2012-10-17' }, null, 4);
  expect(differencesOf(current, permissions, PERMISSIONS)).toBe('same');
  expect(
    differencesOf(JSON.stringify({ Version: '2012-10-17', Statement: trustOf('ours-1234567890') }), trust, TRUST),
  ).toBe('same');
});

test('an incomplete text is reported as invalid JSON', () => {
  expect(differencesOf('{ "Action": ', permissions, PERMISSIONS)).toBe('not JSON');
});

test('a mistake in our statement is shown line by line', () => {
  const typo = policy(LIST, { ...READ, Action: ['s3:GetObject', 's3:GetObjectAcl'], Resource: 'arn:aws:s3:::cameras' });
  expect(shown(differencesOf(typo, permissions, PERMISSIONS))).toEqual([
    '- "s3:GetObjectAcl"',
    '+ "s3:GetObjectAttributes"',
    '- "Resource": "arn:aws:s3:::cameras",',
    '+ "Resource": "arn:aws:s3:::cameras/*",',
  ]);
  expect(shown(differencesOf(policy(trustOf('ours-123456789')), trust, TRUST))).toEqual([
    '- "sts:ExternalId": "ours-123456789"',
    '+ "sts:ExternalId": "ours-1234567890"',
  ]);
});

test('the statement of another connection in a trust policy is left, and ours is added with an id of its own', () => {
  const other = trustOf('other-123456789');
  expect(other.Condition.StringEquals['sts:ExternalId']).toHaveLength('ours-1234567890'.length);
  const lines = shown(differencesOf(policy(other), trust, TRUST));
  expect(lines).toContain('~ "sts:ExternalId": "other-123456789"');
  expect(lines).toContain('+ "sts:ExternalId": "ours-1234567890"');
  expect(lines.filter((line) => line.startsWith('-') || /^\+.*Sid/.test(line))).toEqual([]);
  const { Sid: _, ...ours } = trustOf('ours-1234567890');
  expect(changes(shown(differencesOf(policy(other, ours), trust, TRUST)))).toEqual([
    '+ "Sid": "BucketSyncWithExternalId"',
  ]);
});

test('a statement for another service stays in a trust policy', () => {
  const ec2 = { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' };
  expect(differencesOf(policy(ec2, trustOf('ours-1234567890')), trust, TRUST)).toBe('same');
  expect(changes(shown(differencesOf(policy(ec2), trust, TRUST)))).toContain('+ "Sid": "BucketSyncWithExternalId"');
});

test.each([
  ['our principal', { AWS: [PRINCIPAL, 'arn:aws:iam::222222222222:root'] }],
  ['our account', { AWS: 'arn:aws:iam::111111111111:root' }],
  ['everyone', '*'],
])('a statement that admits %s without an external id is removed, or completed', (_, Principal) => {
  const { Sid, Condition, ...open } = trustOf('', { Principal });
  const beside = shown(differencesOf(policy(trustOf('ours-1234567890'), open), trust, TRUST));
  expect(beside).toContain('- "Action": "sts:AssumeRole",');
  expect(beside.filter((line) => !line.startsWith('-'))).toEqual([]);
  expect(shown(differencesOf(policy(open), trust, TRUST))).toContain('+ "sts:ExternalId": "ours-1234567890"');
});

test('rights that others need are left: a KMS key, another bucket, writing', () => {
  const others = [DECRYPT, { ...READ, Resource: 'arn:aws:s3:::documents/*' }, WRITE];
  expect(differencesOf(policy(LIST, ...others, READ), permissions, PERMISSIONS)).toBe('same');
  const lines = shown(differencesOf(policy(...others, READ), permissions, PERMISSIONS));
  expect(lines).toContain('~ "Action": "kms:Decrypt",');
  expect(lines).toContain('+ "Action": "s3:ListBucket",');
  expect(lines.filter((line) => line.startsWith('-'))).toEqual([]);
});

test('a statement that denies is named as a possible cause', () => {
  const lines = shown(differencesOf(policy(LIST, READ, DENY), permissions, PERMISSIONS));
  expect(lines).toEqual(['! "Action": "s3:ListBucket",', '! "Effect": "Deny",', '! "Resource": "*"']);
});

test('CORS rules of other pages are left', () => {
  const ours = [{ AllowedOrigins: ['https://console.example'], AllowedMethods: ['GET'] }];
  const other = { AllowedOrigins: ['https://shop.example'], AllowedMethods: ['PUT'] };
  const slash = { AllowedOrigins: ['https://console.example/'], AllowedMethods: ['GET'] };
  const expected = JSON.stringify(ours);
  expect(differencesOf(JSON.stringify({ CORSRules: [other, ...ours] }), expected, CORS)).toBe('same');
  expect(changes(shown(differencesOf(JSON.stringify([other, slash]), expected, CORS)))).toEqual([
    '- "AllowedOrigins": "https://console.example/"',
    '+ "AllowedOrigins": "https://console.example"',
  ]);
});
