import { expect, test } from 'vitest';
import { parseListing } from '../../src/aws/parse-listing.ts';

const contents = (key: string) =>
  `<Contents><Key>${key}</Key><ETag>&quot;e&quot;</ETag><Size>1</Size>` +
  '<LastModified>2026-11-01T10:00:00.000Z</LastModified></Contents>';
const listing = (inside: string) => `<ListBucketResult>${inside}</ListBucketResult>`;
const whole = '<IsTruncated>false</IsTruncated>';

test('a listing that is whole is read', () => {
  const { objects, isTruncated } = parseListing(listing(`${whole}${contents('a%2Bb+c.jpg')}`));
  expect({ keys: objects.map(({ key }) => key), isTruncated }).toEqual({ keys: ['a+b c.jpg'], isTruncated: false });
});

// Taken for complete, it would make every object behind this page missing.
test.each([
  ['does not say whether it goes on', listing(contents('a.jpg'))],
  ['lacks a field of an object', listing(`${whole}<Contents><Key>a.jpg</Key></Contents>`)],
  ['ends within an object', listing(`${whole}${contents('a.jpg').replace('</Contents>', '')}`)],
  ['holds a key with a broken escape', listing(`${whole}${contents('100%.jpg')}`)],
  ['holds a key that is no UTF-8', listing(`${whole}${contents('%ff.jpg')}`)],
])('a listing that %s is asked for again', (_what, xml) => {
  expect(() => parseListing(xml)).toThrow(expect.objectContaining({ code: 'AWS_UNAVAILABLE', isRetryable: true }));
});
