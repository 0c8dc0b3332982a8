import { evaluatePolicy } from '@bucket-sync/aws-sandbox';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { policyText } from '../../../../src/domain/aws/policies/iam-text.ts';
import { permissionPolicy, sessionPolicy, trustPolicy } from '../../../../src/domain/aws/policies/policies.ts';

const BUCKET = 'my-images';
const MAX_KEY_BYTES = 1024;
const RUNS = 3_000;

const bytes = (text: string) => new TextEncoder().encode(text).length;

/** Texts with a special meaning for IAM, JSON or a shell, among random text. */
const piece = fc.oneof(
  fc.constantFrom(
    '*',
    '?',
    '$',
    '${',
    '}',
    `$\{*}`,
    `$\{aws:username}`,
    '"',
    "'",
    '\\',
    '\n',
    '\r',
    '\t',
    '/',
    ' ',
    '%',
    '+',
    '[',
    '{{',
  ),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }),
);
const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
const prefix = fc
  .oneof(
    { weight: 9, arbitrary: text },
    { weight: 1, arbitrary: piece.map((each) => each.repeat(Math.floor(MAX_KEY_BYTES / bytes(each)))) },
  )
  .filter((each) => each.isWellFormed() && !each.includes('\0') && bytes(each) <= MAX_KEY_BYTES);
/** JSON writes a control character with six characters. No console shows a folder of them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is meant
const printable = prefix.filter((each) => !/[\u0000-\u001f\u007f]/.test(each));
/** A key near the prefix: under it, shorter, with one character changed, or entirely different. */
const question = prefix.chain((chosen) =>
  fc.record({
    prefix: fc.constant(chosen),
    key: fc
      .oneof(
        text.map((rest) => chosen + rest),
        fc.nat({ max: chosen.length }).map((end) => chosen.slice(0, end)),
        fc
          .tuple(fc.nat({ max: chosen.length }), piece)
          .map(([at, other]) => chosen.slice(0, at) + other + chosen.slice(at + 1)),
        text,
      )
      .filter((key) => key.isWellFormed()),
  }),
);

const WORLD = { 'aws:username': 'someone', 'aws:PrincipalTag/team': 'red' };

describe.each([
  ['the permission policy', permissionPolicy, 'identity' as const],
  ['the session policy', sessionPolicy, 'session' as const],
])('%s', (_, policyOf, kind) => {
  const policyFor = (forPrefix: string) =>
    policyText(policyOf({ bucketName: BUCKET, prefix: forPrefix, region: 'us-east-1' }));

  test('allows reading exactly the keys under the prefix', () => {
    fc.assert(
      fc.property(question, ({ prefix: chosen, key }) => {
        for (const action of ['s3:GetObject', 's3:GetObjectAttributes']) {
          const resource = `arn:aws:s3:::${BUCKET}/${key}`;
          const verdict = evaluatePolicy([policyFor(chosen)], { action, resource, context: WORLD }, kind);
          expect(verdict).toBe(key.startsWith(chosen) ? 'Allow' : 'ImplicitDeny');
        }
      }),
      { numRuns: RUNS },
    );
  });

  test('allows listing exactly what lies under the prefix', () => {
    fc.assert(
      fc.property(question, ({ prefix: chosen, key: asked }) => {
        const request = {
          action: 's3:ListBucket',
          resource: `arn:aws:s3:::${BUCKET}`,
          context: { ...WORLD, 's3:prefix': asked },
        };
        expect(evaluatePolicy([policyFor(chosen)], request, kind)).toBe(
          asked.startsWith(chosen) ? 'Allow' : 'ImplicitDeny',
        );
      }),
      { numRuns: RUNS },
    );
  });

  test('allows no listing without a prefix', () => {
    const request = { action: 's3:ListBucket', resource: `arn:aws:s3:::${BUCKET}` };
    expect(evaluatePolicy([policyFor('')], request, kind)).toBe('ImplicitDeny');
  });

  test.each([
    ['s3:PutObject', `arn:aws:s3:::${BUCKET}/train/a.jpg`],
    ['s3:DeleteObject', `arn:aws:s3:::${BUCKET}/train/a.jpg`],
    ['s3:GetObjectVersion', `arn:aws:s3:::${BUCKET}/train/a.jpg`],
    ['s3:GetObject', 'arn:aws:s3:::my-images-2/train/a.jpg'],
    ['s3:GetBucketPolicy', `arn:aws:s3:::${BUCKET}`],
    ['iam:PassRole', 'arn:aws:iam::111122223333:role/x'],
  ])('allows no %s on %s', (action, resource) => {
    expect(evaluatePolicy([policyFor('train/')], { action, resource }, kind)).toBe('ImplicitDeny');
  });

  test('has only characters that IAM accepts: tab, line ends and printable ASCII', () => {
    fc.assert(
      fc.property(prefix, (chosen) => {
        expect(policyFor(chosen)).toMatch(/^[\t\n\r\u0020-\u007e]+$/);
      }),
      { numRuns: RUNS },
    );
  });

  test('fits an inline policy of a role (10,240 characters without spaces) for every prefix', () => {
    fc.assert(
      fc.property(printable, (chosen) => {
        expect(policyFor(chosen).replace(/\s/g, '').length).toBeLessThan(10_240);
      }),
      { numRuns: 500 },
    );
  });
});

test('the session policy decrypts only through S3 of the bucket’s region', () => {
  const policy = policyText(sessionPolicy({ bucketName: BUCKET, prefix: '', region: 'eu-west-1' }));
  const decrypt = (viaService: string) =>
    evaluatePolicy(
      [policy],
      {
        action: 'kms:Decrypt',
        resource: 'arn:aws:kms:eu-west-1:111122223333:key/k',
        context: { 'kms:ViaService': viaService },
      },
      'session',
    );
  expect(decrypt('s3.eu-west-1.amazonaws.com')).toBe('Allow');
  expect(decrypt('ebs.eu-west-1.amazonaws.com')).toBe('ImplicitDeny');
});

test('the trust policy names our principal under StringEquals on the external ID', () => {
  const { Statement: statements } = trustPolicy({
    principalArn: 'arn:aws:iam::277710232653:role/ext-1',
    externalId: 'abc',
  });
  expect(statements).toEqual([
    expect.objectContaining({
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::277710232653:role/ext-1' },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': 'abc' } },
    }),
  ]);
});
