import { expect, test } from 'vitest';
import { differencesOf } from '../../src/health/differences.ts';

const expected = JSON.stringify({ Action: 's3:GetObject', Resource: ['arn:aws:s3:::b/*'] });

test('the order of fields, white space and a list of one make no difference', () => {
  expect(differencesOf('{ "Resource": "arn:aws:s3:::b/*",\n "Action": ["s3:GetObject"] }', expected)).toBe('same');
});

test('lines to remove and lines to add are listed', () => {
  const current = JSON.stringify({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::other/*' });
  const changed = differencesOf(current, expected);
  expect(Array.isArray(changed) && changed.filter(({ sign }) => sign !== 'same')).toEqual([
    { sign: 'extra', text: '  "Resource": "arn:aws:s3:::other/*"' },
    { sign: 'missing', text: '  "Resource": "arn:aws:s3:::b/*"' },
  ]);
});

test('an incomplete text is reported as invalid JSON', () => {
  expect(differencesOf('{ "Action": ', expected)).toBe('not JSON');
});
