import { expect, test } from 'vitest';
import { differencesOf } from '../../src/health/differences.ts';

const wanted = JSON.stringify({ Action: 's3:GetObject', Resource: ['arn:aws:s3:::b/*'] });

test('the order of fields, white space and a list of one make no difference', () => {
  expect(differencesOf('{ "Resource": "arn:aws:s3:::b/*",\n "Action": ["s3:GetObject"] }', wanted)).toBe('same');
});

test('lines to remove and lines to add are listed', () => {
  const there = JSON.stringify({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::other/*' });
  const changed = differencesOf(there, wanted);
  expect(Array.isArray(changed) && changed.filter(({ sign }) => sign !== 'same')).toEqual([
    { sign: 'there', text: '  "Resource": "arn:aws:s3:::other/*"' },
    { sign: 'missing', text: '  "Resource": "arn:aws:s3:::b/*"' },
  ]);
});

test('an incomplete text is reported as invalid JSON', () => {
  expect(differencesOf('{ "Action": ', wanted)).toBe('not JSON');
});
