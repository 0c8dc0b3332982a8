import { expect, test } from 'vitest';
import { parseListing } from '../../src/aws/parse-listing.ts';

const contents = (key: string) =>
  `<Contents><Key>${key}</Key><ETag>&quot;e&quot;</ETag><Size>1</Size>` +
  '<LastModified>2026-11-01T10:00:00.000Z</LastModified></Contents>';
const listing = (inside: string) => `<ListBucketResult>${inside}</ListBucketResult>`;
const whole = '<EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>';
const plain = '<IsTruncated>false</IsTruncated>';

test('a complete listing is parsed', () => {
  const { objects, isTruncated } = parseListing(listing(`${whole}${contents('a%2Bb+c.jpg')}`));
  expect({ keys: objects.map(({ key }) => key), isTruncated }).toEqual({ keys: ['a+b c.jpg'], isTruncated: false });
});

// versitygw 1.8 answers like this for any encoding-type.
test.each([
  ['a+b.jpg', 'a+b.jpg'],
  ['100% a%2Bb.jpg', '100% a%2Bb.jpg'],
  ['&lt;a&gt; &amp; &quot;b&quot; &apos;c&apos;.jpg', `<a> & "b" 'c'.jpg`],
  ['&#34;a&#x22; &#x1F600;&#xA;.jpg', '"a" 😀\n.jpg'],
  ['&amp;lt;.jpg', '&lt;.jpg'],
])('a listing without EncodingType has plain XML keys: %s', (text, key) => {
  const { objects } = parseListing(listing(`${plain}${contents(text)}`));
  expect(objects.map((object) => [object.key, object.etag])).toEqual([[key, 'e']]);
});

// If it counted as complete, every object after this page would be missing.
test.each([
  ['does not say whether it goes on', listing(contents('a.jpg'))],
  ['lacks a field of an object', listing(`${whole}<Contents><Key>a.jpg</Key></Contents>`)],
  ['ends within an object', listing(`${whole}${contents('a.jpg').replace('</Contents>', '')}`)],
  ['holds a key with a broken escape', listing(`${whole}${contents('100%.jpg')}`)],
  ['holds a key that is no UTF-8', listing(`${whole}${contents('%ff.jpg')}`)],
  ['refers to a character that there is not', listing(`${plain}${contents('&#x110000;.jpg')}`)],
])('a listing that %s is a retryable error', (_what, xml) => {
  expect(() => parseListing(xml)).toThrow(expect.objectContaining({ code: 'AWS_UNAVAILABLE', isRetryable: true }));
});

test.each([
  ['2026-11-02T00:00:00.000Z', true],
  ['2026-10-31T00:00:00.000Z', false],
])('a restored copy that expires at %s can be read until then: %s', (expiry, isRestored) => {
  const status = `<IsRestoreInProgress>false</IsRestoreInProgress><RestoreExpiryDate>${expiry}</RestoreExpiryDate>`;
  const archived = contents('a.jpg').replace('</Contents>', `<RestoreStatus>${status}</RestoreStatus></Contents>`);
  const { objects } = parseListing(listing(`${whole}${archived}`), new Date('2026-11-01T12:00:00Z'));
  expect(objects[0]!.isRestored).toBe(isRestored);
});
