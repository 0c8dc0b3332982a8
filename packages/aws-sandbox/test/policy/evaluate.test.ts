// biome-ignore-all lint/suspicious/noTemplateCurlyInString: IAM writes its variables as templates do.
import { describe, expect, test } from 'vitest';
import { evaluatePolicy, type Verdict } from '../../src/index.ts';

const OBJECT = 'arn:aws:s3:::bucket/photos/cat.jpg';
const GET = { action: 's3:GetObject', resource: OBJECT };

type Row = [claim: string, statements: object[], request: Parameters<typeof evaluatePolicy>[1], verdict: Verdict];

function judge(statements: object[], request: Parameters<typeof evaluatePolicy>[1], version = '2012-10-17'): Verdict {
  return evaluatePolicy([{ Version: version, Statement: statements }], request);
}

const allow = (more: object = {}) => ({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...more });
const deny = (more: object = {}) => ({ Effect: 'Deny', Action: 's3:GetObject', Resource: '*', ...more });
const when = (Condition: object) => allow({ Condition });

describe('statements', () => {
  test.each<Row>([
    ['nothing allows what no statement names', [allow({ Action: 's3:PutObject' })], GET, 'ImplicitDeny'],
    ['an Allow allows', [allow()], GET, 'Allow'],
    ['a Deny wins over an Allow before it', [allow(), deny()], GET, 'ExplicitDeny'],
    ['a Deny wins over an Allow after it', [deny(), allow()], GET, 'ExplicitDeny'],
    ['actions are compared without case', [allow({ Action: 'S3:getobject' })], GET, 'Allow'],
    ['an action takes wildcards', [allow({ Action: 's3:Get*' })], GET, 'Allow'],
    ['? stands for one character only', [allow({ Action: 's3:GetObjec?' })], GET, 'Allow'],
    ['? does not stand for none', [allow({ Action: 's3:GetObject?' })], GET, 'ImplicitDeny'],
    ['GetObject is not GetObjectAttributes', [allow()], { ...GET, action: 's3:GetObjectAttributes' }, 'ImplicitDeny'],
    ['NotAction allows all others', [{ Effect: 'Allow', NotAction: 's3:Put*', Resource: '*' }], GET, 'Allow'],
    ['NotAction leaves out its own', [{ Effect: 'Allow', NotAction: 's3:Get*', Resource: '*' }], GET, 'ImplicitDeny'],
    [
      'NotResource denies all others',
      [allow(), { Effect: 'Deny', Action: '*', NotResource: 'arn:aws:s3:::other/*' }],
      GET,
      'ExplicitDeny',
    ],
    [
      'a resource is compared with case',
      [allow({ Resource: OBJECT.toUpperCase().replace('ARN', 'arn') })],
      GET,
      'ImplicitDeny',
    ],
    ['a * in a resource reaches over slashes', [allow({ Resource: 'arn:aws:s3:::bucket/p*.jpg' })], GET, 'Allow'],
    ['a bucket is not its objects', [allow({ Resource: 'arn:aws:s3:::bucket' })], GET, 'ImplicitDeny'],
    [
      'every condition must hold',
      [when({ StringEquals: { a: '1' }, Bool: { b: 'true' } })],
      { ...GET, context: { a: '1' } },
      'ImplicitDeny',
    ],
    [
      'condition keys are compared without case',
      [when({ StringEquals: { 'AWS:UserName': 'ann' } })],
      { ...GET, context: { 'aws:username': 'ann' } },
      'Allow',
    ],
  ])('%s', (_claim, statements, request, verdict) => {
    expect(judge(statements, request)).toBe(verdict);
  });
});

describe('escapes and variables', () => {
  test.each<Row>([
    [
      '${*} is a star and nothing else',
      [allow({ Resource: 'arn:aws:s3:::b/${*}' })],
      { ...GET, resource: 'arn:aws:s3:::b/x' },
      'ImplicitDeny',
    ],
    ['${*} is a star', [allow({ Resource: 'arn:aws:s3:::b/${*}' })], { ...GET, resource: 'arn:aws:s3:::b/*' }, 'Allow'],
    [
      '${?} is a question mark',
      [allow({ Resource: 'arn:aws:s3:::b/${?}' })],
      { ...GET, resource: 'arn:aws:s3:::b/?' },
      'Allow',
    ],
    [
      '${?} is nothing else',
      [allow({ Resource: 'arn:aws:s3:::b/${?}' })],
      { ...GET, resource: 'arn:aws:s3:::b/x' },
      'ImplicitDeny',
    ],
    [
      '${$} is a dollar sign',
      [allow({ Resource: 'arn:aws:s3:::b/${$}{x}' })],
      { ...GET, resource: 'arn:aws:s3:::b/${x}' },
      'Allow',
    ],
    [
      'a lone $ is itself',
      [allow({ Resource: 'arn:aws:s3:::b/$x' })],
      { ...GET, resource: 'arn:aws:s3:::b/$x' },
      'Allow',
    ],
    [
      'a variable takes its value from the request',
      [allow({ Resource: 'arn:aws:s3:::b/${aws:username}/*' })],
      { ...GET, resource: 'arn:aws:s3:::b/ann/1', context: { 'aws:username': 'ann' } },
      'Allow',
    ],
    [
      'the value of a variable is no pattern',
      [allow({ Resource: 'arn:aws:s3:::b/${aws:username}/*' })],
      { ...GET, resource: 'arn:aws:s3:::b/ann/1', context: { 'aws:username': '*' } },
      'ImplicitDeny',
    ],
    [
      'an absent variable fits nothing',
      [allow({ Resource: 'arn:aws:s3:::b/${aws:username}*' })],
      { ...GET, resource: 'arn:aws:s3:::b/' },
      'ImplicitDeny',
    ],
    [
      'a variable may have a fallback',
      [allow({ Resource: "arn:aws:s3:::b/${aws:username, 'all'}" })],
      { ...GET, resource: 'arn:aws:s3:::b/all' },
      'Allow',
    ],
    [
      'a condition may compare with a variable',
      [when({ StringEquals: { 's3:prefix': 'home/${aws:username}' } })],
      { ...GET, context: { 's3:prefix': 'home/ann', 'aws:username': 'ann' } },
      'Allow',
    ],
  ])('%s', (_claim, statements, request, verdict) => {
    expect(judge(statements, request)).toBe(verdict);
  });

  test('in a session policy of version 2008-10-17 a variable is plain text', () => {
    const document = { Version: '2008-10-17', Statement: [allow({ Resource: 'arn:aws:s3:::b/${aws:username}' })] };
    const request = { ...GET, resource: 'arn:aws:s3:::b/ann', context: { 'aws:username': 'ann' } };
    expect(evaluatePolicy([document], request, 'session')).toBe('ImplicitDeny');
  });
});

describe('conditions', () => {
  const withKey = (value: string | string[]) => ({ ...GET, context: { key: value } });
  test.each<[operator: string, policyValue: unknown, present: string | string[], holds: boolean]>([
    ['StringEquals', 'a', 'a', true],
    ['StringEquals', ['a', 'b'], 'b', true],
    ['StringEquals', 'a*', 'ab', false],
    ['StringNotEquals', 'a', 'b', true],
    ['StringNotEquals', ['a', 'b'], 'b', false],
    ['StringEqualsIgnoreCase', 'PHOTOS', 'photos', true],
    ['StringNotEqualsIgnoreCase', 'PHOTOS', 'photos', false],
    ['StringLike', 'a*', 'ab', true],
    ['StringLike', '*', '', true],
    ['StringLike', '?', '', false],
    ['StringNotLike', 'a*', 'ab', false],
    ['ArnLike', 'arn:aws:iam::*:role/*', 'arn:aws:iam::111122223333:role/x', true],
    ['ArnLike', 'arn:aws:iam::*', 'arn:aws:iam::111122223333:role/x', false],
    ['ArnEquals', 'arn:aws:iam::1:role/a*', 'arn:aws:iam::1:role/ab', true],
    ['ArnNotLike', 'arn:aws:iam::*:role/*', 'arn:aws:iam::1:user/x', true],
    ['Bool', 'true', 'true', true],
    ['Bool', true, 'false', false],
    ['Null', 'true', 'x', false],
    ['Null', 'false', 'x', true],
    ['NumericLessThan', '10', '9', true],
    ['NumericLessThanEquals', 10, '10', true],
    ['NumericGreaterThan', '10', '10', false],
    ['NumericGreaterThanEquals', '10', '10', true],
    ['NumericEquals', '10', '10.0', true],
    ['NumericNotEquals', '10', '11', true],
    ['DateLessThan', '2026-01-01T00:00:00Z', '2025-12-31T23:59:59Z', true],
    ['DateGreaterThan', '2026-01-01T00:00:00Z', '2025-12-31T23:59:59Z', false],
    ['DateGreaterThanEquals', '0', '2025-12-31T23:59:59Z', true],
    ['IpAddress', '10.0.0.0/8', '10.1.2.3', true],
    ['IpAddress', '10.0.0.0/8', '11.1.2.3', false],
    ['IpAddress', '2001:db8::/32', '2001:db8::1', true],
    ['NotIpAddress', '10.0.0.0/8', '11.1.2.3', true],
    ['ForAnyValue:StringEquals', ['a', 'b'], ['x', 'b'], true],
    ['ForAnyValue:StringEquals', ['a', 'b'], ['x', 'y'], false],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b'], true],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'x'], false],
    ['ForAnyValue:StringLike', 'team-*', ['x', 'team-a'], true],
  ])('%s %j of %j: %s', (operator, policyValue, present, holds) => {
    expect(judge([when({ [operator]: { key: policyValue } })], withKey(present))).toBe(
      holds ? 'Allow' : 'ImplicitDeny',
    );
  });

  test.each<[operator: string, holds: boolean]>([
    ['StringEquals', false],
    ['StringLike', false],
    ['StringNotEquals', true],
    ['StringNotLike', true],
    ['StringEqualsIfExists', true],
    ['StringNotEqualsIfExists', true],
    ['ForAnyValue:StringEquals', false],
    ['ForAllValues:StringEquals', true],
    ['ArnLike', false],
    ['ArnNotLike', true],
  ])('%s with an absent key is %s', (operator, holds) => {
    expect(judge([when({ [operator]: { key: '*' } })], GET)).toBe(holds ? 'Allow' : 'ImplicitDeny');
  });

  test('Null true asks for an absent key', () => {
    expect(judge([when({ Null: { key: 'true' } })], GET)).toBe('Allow');
  });

  test('a key with an empty string is present, so StringLike * holds', () => {
    expect(judge([when({ StringLike: { 's3:prefix': '*' } })], { ...GET, context: { 's3:prefix': '' } })).toBe('Allow');
  });
});

describe('what IAM refuses to store', () => {
  const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
  test.each<[claim: string, document: object, message: RegExp]>([
    ['no statement', { Version: '2012-10-17' }, /Syntax errors/],
    ['a wrong version', { Version: '2020-01-01', Statement: statement }, /Syntax errors/],
    ['an old version', { Version: '2008-10-17', Statement: statement }, /2012-10-17 or greater/],
    ['a wrong effect', { Version: '2012-10-17', Statement: { ...statement, Effect: 'allow' } }, /Syntax errors/],
    ['no action', { Version: '2012-10-17', Statement: { Effect: 'Allow', Resource: '*' } }, /must contain actions/],
    ['no resource', { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*' } }, /must contain resources/],
    [
      'a resource that is no ARN',
      { Version: '2012-10-17', Statement: { ...statement, Resource: 'bucket' } },
      /ARN format/,
    ],
    [
      'an action without a service',
      { Version: '2012-10-17', Statement: { ...statement, Action: 'GetObject' } },
      /vendor/,
    ],
    [
      'a principal',
      { Version: '2012-10-17', Statement: { ...statement, Principal: '*' } },
      /should not specify a principal/,
    ],
    ['an unknown element', { Version: '2012-10-17', Statement: { ...statement, Actions: '*' } }, /Syntax errors/],
    [
      'an unknown operator',
      { Version: '2012-10-17', Statement: { ...statement, Condition: { Equals: { a: 'b' } } } },
      /Invalid Condition type/,
    ],
    [
      'the same Sid twice',
      {
        Version: '2012-10-17',
        Statement: [
          { ...statement, Sid: 'A' },
          { ...statement, Sid: 'A' },
        ],
      },
      /must be unique/,
    ],
  ])('%s', (_claim, document, message) => {
    expect(() => evaluatePolicy([document], GET)).toThrow(message);
  });
});
