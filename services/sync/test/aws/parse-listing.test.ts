import { expect, test } from 'vitest';
import { parseListing } from '../../src/aws/parse-listing.ts';

const contents = (key: string, etag = 'e', lastModified = '2026-11-01T10:00:00.000Z', more = '') =>
  `<Contents><Key>${key}</Key><ETag>&quot;${etag}&quot;</ETag><Size>1</Size>` +
  `<LastModified>${lastModified}</LastModified>${more}</Contents>`;
const listing = (inside: string) => Buffer.from(`<ListBucketResult>${inside}</ListBucketResult>`);
const whole = '<EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>';
const ALL = { prefix: '', after: null };
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

test('a listing of many objects is parsed whole, with what stands before, between and after them', () => {
  const all = Array.from({ length: 1_000 }, (_, n) => ({
    key: `${String(n).padStart(4, '0')}-${'é'.repeat(n % 300)}.jpg`,
    etag: `${n}`.repeat(n % 9),
    lastModified: `2026-11-01T10:00:00${n % 2 ? '' : `.${n}`}Z`,
    storageClass: [null, 'STANDARD', 'INTELLIGENT_TIERING'][n % 3] ?? null,
  }));
  const inside = all
    .map(({ key, etag, lastModified, storageClass }, n) => {
      const more = storageClass === null ? '' : `<StorageClass>${storageClass}</StorageClass>`;
      return contents(key, etag, lastModified, more) + ' '.repeat(n % 20);
    })
    .join('\n');
  const { objects, isTruncated } = parseListing(listing(`<KeyCount>1000</KeyCount>${inside}${plain}`));
  expect(objects).toEqual(all.map((each) => ({ ...each, sizeBytes: 1, isRestored: false })));
  expect(isTruncated).toBe(false);
});

// If it counted as complete, every object after this page would be missing.
test.each<[string, Buffer]>([
  ['does not say whether it goes on', listing(contents('a.jpg'))],
  ['lacks a field of an object', listing(`${whole}<Contents><Key>a.jpg</Key></Contents>`)],
  ['ends within an object', listing(`${whole}${contents('a.jpg').replace('</Contents>', '')}`)],
  ['holds a key with a broken escape', listing(`${whole}${contents('100%.jpg')}`)],
  ['holds a key that is no UTF-8', listing(`${whole}${contents('%ff.jpg')}`)],
  ['refers to a character that there is not', listing(`${plain}${contents('&#x110000;.jpg')}`)],
  ['refers to half of a character', listing(`${plain}${contents('&#xD83D;.jpg')}`)],
  ['states neither that it goes on nor that it ends', listing(`<IsTruncated>True</IsTruncated>${contents('a.jpg')}`)],
  ['has more keys than it counts', listing(`<KeyCount>1</KeyCount>${plain}${contents('a.jpg')}${contents('b.jpg')}`)],
  [
    'hides its objects',
    listing(`<KeyCount>1</KeyCount>${plain}${contents('a').replace('<Contents>', '<Contents a="">')}`),
  ],
  ['repeats a key', listing(`${plain}${contents('a.jpg')}${contents('a.jpg')}`)],
  ['is not in order', listing(`${plain}${contents('b.jpg')}${contents('a.jpg')}`)],
  ['is in the order of UTF-16', listing(`${whole}${contents('%F0%90%80%80.jpg')}${contents('%EE%80%80.jpg')}`)],
  ['is in the order of UTF-16, as plain XML', listing(`${plain}${contents('\u{10000}')}${contents('\ue000')}`)],
  ['has an ETag of 1,025 characters', listing(`${plain}${contents('a.jpg', 'e'.repeat(1_025))}`)],
  ['has an ETag with U+0000', listing(`${plain}${contents('a.jpg', 'e&#0;')}`)],
  ['has an empty key', listing(`${plain}${contents('')}`)],
  ['has a key of 1,025 bytes', listing(`${plain}${contents('k'.repeat(1_025))}`)],
  ['ends within its last object', listing(`${whole}${contents('a.jpg')}<Contents><Key>b.jpg</Key>`)],
  ...['-1', '', 'x', '1.5', '1e400', '9007199254740993'].map((size): [string, Buffer] => [
    `has the Size ${size}`,
    listing(`${plain}${contents('a.jpg').replace('<Size>1<', `<Size>${size}<`)}`),
  ]),
  ...['', 'yesterday', '0000-01-01T00:00:00Z', '2026-13-01T00:00:00Z', '2026-11-01T10:00:00+00:00'].map(
    (time): [string, Buffer] => [
      `has the LastModified ${time}`,
      listing(`${plain}${contents('a.jpg').replace(/2026[^<]+/, time)}`),
    ],
  ),
])('a listing that %s is a retryable error', (_what, xml) => {
  expect(() => parseListing(xml)).toThrow(expect.objectContaining({ code: 'AWS_UNAVAILABLE', isRetryable: true }));
});

test.each([
  ['2026-11-02T00:00:00.000Z', true],
  ['2026-10-31T00:00:00.000Z', false],
])('a restored copy that expires at %s can be read until then: %s', (expiry, isRestored) => {
  const status = `<IsRestoreInProgress>false</IsRestoreInProgress><RestoreExpiryDate>${expiry}</RestoreExpiryDate>`;
  const archived = contents('a.jpg').replace('</Contents>', `<RestoreStatus>${status}</RestoreStatus></Contents>`);
  const { objects } = parseListing(listing(`${whole}${archived}`), ALL, new Date('2026-11-01T12:00:00Z'));
  expect(objects[0]!.isRestored).toBe(isRestored);
});

test.each([
  ['the key that it starts after', { prefix: '', after: 'a.jpg' }, 'a.jpg'],
  ['a key before the one that it starts after', { prefix: '', after: 'b.jpg' }, 'a.jpg'],
  ['a key without the prefix', { prefix: 'train/', after: null }, 'test/a.jpg'],
])('a page with %s is a retryable error, so no listing repeats forever', (_what, requested, key) => {
  expect(() => parseListing(listing(`${whole}${contents(key)}`), requested)).toThrow(
    expect.objectContaining({ code: 'AWS_UNAVAILABLE', isRetryable: true }),
  );
});

test('keys of every plane in the order of their bytes are a listing', () => {
  const keys = ['\u0001', '!', 'a', 'a!', 'a.jpg', '\u00e9', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}'];
  const encoded = keys.map((key) => contents(encodeURIComponent(key))).join('');
  expect(parseListing(listing(`<KeyCount>11</KeyCount>${whole}${encoded}`)).objects.map(({ key }) => key)).toEqual(
    keys,
  );
});
