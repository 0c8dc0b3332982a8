import { expect, test } from 'vitest';
import { differencesOf } from '../../src/health/differences.ts';

const wanted = JSON.stringify({ Action: 's3:GetObject', Resource: ['arn:aws:s3:::b/*'] });

test('the order of fields, the blanks and a list of one make no difference', () => {
  expect(differencesOf('{ "Resource": "arn:aws:s3:::b/*",\n "Action": ["s3:GetObject"] }', wanted)).toBe('same');
});

test('what has to go and what has to come is named line by line', () => {
  const there = JSON.stringify({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::other/*' });
  const changed = differencesOf(there, wanted);
  expect(Array.isArray(changed) && changed.filter(({ sign }) => sign !== 'same')).toEqual([
    { sign: 'there', text: '  "Resource": "arn:aws:s3:::other/*"' },
    { sign: 'missing', text: '  "Resource": "arn:aws:s3:::b/*"' },
  ]);
});

test('a text that breaks off is said to be no JSON', () => {
  expect(differencesOf('{ "Action": ', wanted)).toBe('not JSON');
});
