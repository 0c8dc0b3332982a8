import type { Problem } from '@bucket-sync/shared/problem';
import { describe, expect, test } from 'vitest';
import { parseLocation } from '../../../../src/domain/aws/parse/parse-location.ts';
import { parsePrefix } from '../../../../src/domain/aws/parse/parse-prefix.ts';
import { parseRegion } from '../../../../src/domain/aws/parse/parse-region.ts';

describe('a pasted location is parsed, and the correction is reported', () => {
  test.each([
    ['an S3 URI', 's3://my-images', '', /S3 URI was entered; it was taken as the bucket "my-images"\.$/],
    ['a name in quotes', '"s3://my-images"', '', /S3 URI/],
    ['the accelerated URL', 'https://my-images.s3-accelerate.amazonaws.com/train/', 'train/', /bucket URL/],
    ['an S3 URI with a prefix', 's3://my-images/train/', 'train/', /and the prefix "train\/"/],
    ['a bucket ARN', 'arn:aws:s3:::my-images', '', /bucket ARN/],
    ['an ARN of objects', 'arn:aws:s3:::my-images/train/*', 'train/', /bucket ARN/],
    ['a virtual-hosted URL', 'https://my-images.s3.us-east-1.amazonaws.com/train/', 'train/', /bucket URL/],
    ['one without a region', 'https://my-images.s3.amazonaws.com', '', /bucket URL/],
    ['one without https', 'my-images.s3.us-east-1.amazonaws.com', '', /bucket URL/],
    ['a path-style URL', 'https://s3.us-east-1.amazonaws.com/my-images/train/', 'train/', /bucket URL/],
    ['a dual-stack URL', 'https://my-images.s3.dualstack.us-east-1.amazonaws.com/', '', /bucket URL/],
    ['a website URL', 'http://my-images.s3-website-us-east-1.amazonaws.com', '', /bucket URL/],
    [
      'a console address',
      'https://us-east-1.console.aws.amazon.com/s3/buckets/my-images?region=us-east-1&prefix=train/',
      'train/',
      /S3 console address/,
    ],
    ['escapes in a URL', 'https://my-images.s3.amazonaws.com/my%20folder/', 'my folder/', /bucket URL/],
    ['blanks around a URI', '  s3://my-images/ ', '', /S3 URI/],
  ])('%s', (_, bucketName, prefix, notice) => {
    const location = parseLocation({ bucketName, region: 'us-east-1' });
    expect(location).toMatchObject({ bucket: { bucketName: 'my-images', prefix, region: 'us-east-1' } });
    expect((location as { notices: string[] }).notices[0]).toMatch(notice);
  });

  test('a plain name is accepted without a notice', () => {
    const bucket = { bucketName: 'my.images-2', prefix: '', region: 'eu-west-1' };
    expect(parseLocation({ bucketName: ' my.images-2\n', region: 'eu-west-1' })).toEqual({ bucket, notices: [] });
  });

  test('a URL of another region than the field’s is a problem', () => {
    const typed = { bucketName: 'https://my-images.s3.eu-west-1.amazonaws.com', region: 'us-east-1' };
    expect(parseLocation(typed)).toMatchObject({ field: 'region', message: expect.stringContaining('eu-west-1') });
  });

  test('a URI with another prefix than the field’s is a problem', () => {
    const typed = { bucketName: 's3://my-images/train/', prefix: 'test/', region: 'us-east-1' };
    expect(parseLocation(typed)).toMatchObject({ field: 'prefix', message: expect.stringContaining('"test/"') });
  });
});

test.each([
  ['', /Enter the name/],
  ['ab', /3 to 63/],
  ['a'.repeat(64), /3 to 63/],
  ['My-Images', /capital letters/],
  ['my images', /blanks/],
  ['my_images', /only a to z/],
  ['-images', /begins and ends/],
  ['images.', /begins and ends/],
  ['my..images', /two dots/],
  ['192.168.1.1', /IP address/],
  ['xn--images', /reserves/],
  ['sthree-images', /reserves/],
  ['images-s3alias', /alias of an access point/],
  ['images--ol-s3', /alias of an access point/],
  ['images--use1-az4--x-s3', /directory or table bucket/],
  ['my-images/train', /no slash/],
  ['arn:aws:s3:us-east-1:111122223333:accesspoint/x', /access point/],
  ['arn:aws:iam::111122223333:role/x', /not that of a bucket/],
  ['https://example.com/images', /names no bucket/],
  ['my-images/', /Enter "my-images" here\.$/],
  ['gs://my-images', /no address of Amazon S3/],
  ['arn:aws-cn:s3:::my-images', /in AWS China/],
  ['arn:aws-us-gov:s3:::my-images', /in AWS GovCloud/],
  ['https://my-images.s3.cn-north-1.amazonaws.com.cn/', /in AWS China/],
  ['s3://My_Images/train/', /taken as the bucket "My_Images"[\s\S]*capital letters/],
])('the bucket name %j breaks a rule that is named', (bucketName, message) => {
  const problem = parseLocation({ bucketName, region: 'us-east-1' });
  expect(problem).toMatchObject({ code: 'INVALID_INPUT', field: 'bucketName' });
  expect((problem as Problem).message).toMatch(message);
});

describe('prefixes', () => {
  const noticesOf = (prefix: string) =>
    (parseLocation({ bucketName: 'my-images', prefix, region: 'us-east-1' }) as { notices: string[] }).notices.join(
      '\n',
    );

  test.each([
    ['a/../b/', /change the prefix to "b\/"/],
    ['./train/', /a dot and a slash.*"train\/"/],
    ['a/./b/', /change the prefix to "a\/b\/"/],
    ['train//a/', /two slashes in a row.*"train\/a\/"/],
    ['"train/"', /quotation marks.*"train\/"/],
    ["'train/'", /quotation marks.*"train\/"/],
    ['train/,', /holds ","/],
    ['train/;test/', /holds ";"/],
    ['train/*/', /a star/],
    ['train/{a,b}/', /characters of a pattern/],
    ['train/?/', /characters of a pattern/],
    ['/train/', /a slash/],
    ['train\\a\\', /backslash/],
  ])('the prefix %j is stored as it is, and remarked on', (prefix, notice) => {
    expect(parsePrefix(prefix)).toEqual({ prefix });
    expect(noticesOf(prefix)).toMatch(notice);
  });

  test.each(['train/', 'a b/c-d_e/', '2024.01/', 'ünï/', ''])('the prefix %j needs no notice', (prefix) => {
    expect(noticesOf(prefix)).toBe('');
  });

  test('a prefix with no closing slash has a notice about keys that also match it', () => {
    expect(noticesOf('train')).toMatch(/"train" matches "train2\/a\.jpg"/);
  });

  test('a leading slash stays, because keys may have one, with a notice', () => {
    expect(parsePrefix('/train/')).toEqual({ prefix: '/train/' });
    expect(noticesOf('/train/')).toMatch(/change the prefix to "train\/"/);
  });

  test('spaces at the ends stay, because keys may have them, with a notice', () => {
    expect(parsePrefix(' train/')).toEqual({ prefix: ' train/' });
    expect(noticesOf(' train/')).toMatch(/begins or ends with a blank/);
  });

  test.each(['', 'train/', 'a/b/c/'])('%j needs no notice', (prefix) => {
    expect(noticesOf(prefix)).toBe('');
  });

  test.each([
    ['é'.repeat(513), /1026 bytes/],
    ['a\0b', /NUL/],
    ['a\ud800', /Unicode/],
  ])('%j is refused at its field', (typed, message) => {
    const problem = parsePrefix(typed) as Problem;
    expect(problem).toMatchObject({ code: 'INVALID_INPUT', field: 'prefix' });
    expect(problem.message).toMatch(message);
  });

  test('1,024 bytes are not too many', () => {
    expect(parsePrefix('é'.repeat(512))).toEqual({ prefix: 'é'.repeat(512) });
  });

  test.each([
    ['train/*', /holds a star, which stands for itself.*change the prefix to "train\/"\./],
    ['my-images/train/', /begins with the name of the bucket.*change the prefix to "train\/"\./],
    ['./train/', /begins with a dot and a slash.*change the prefix to "train\/"\./],
    ['/', /begins with a slash.*leave the prefix empty\./],
    ['train\\2026\\', /divided by slashes.*"train\/2026\/"/],
    ['my%20files/', /looks like a part of a web address/],
    ['train/a.jpg', /looks like a file.*change the prefix to "train\/"\./],
    ['train/a.3gp', /looks like a file.*change the prefix to "train\/"\./],
    ['a.JPG', /looks like a file.*leave the prefix empty\./],
  ])('%j is kept, and a notice says what was probably meant', (prefix, notice) => {
    expect(parsePrefix(prefix)).toEqual({ prefix });
    expect(noticesOf(prefix)).toMatch(notice);
  });

  test.each([
    ['s3://my-images/train/', 'train/', /entered as an S3 URI; it was taken as "train\/"/],
    ['s3://my-images', '', /taken as the whole bucket/],
    ['arn:aws:s3:::my-images/train/*', 'train/', /entered as a bucket ARN/],
    ['https://my-images.s3.amazonaws.com/train/', 'train/', /entered as a bucket URL/],
  ])('%j in the field of the prefix gives its prefix, and a notice says so', (typed, prefix, notice) => {
    const location = parseLocation({ bucketName: 'my-images', prefix: typed, region: 'us-east-1' });
    expect(location).toMatchObject({ bucket: { bucketName: 'my-images', prefix } });
    expect((location as { notices: string[] }).notices[0]).toMatch(notice);
  });

  test('a URI of another bucket than the field’s is a problem', () => {
    const typed = { bucketName: 'my-images', prefix: 's3://their-images/train/', region: 'us-east-1' };
    expect(parseLocation(typed)).toMatchObject({ field: 'prefix', message: expect.stringContaining('their-images') });
  });

  test('a key that only resembles a folder of addresses stays a prefix', () => {
    expect(
      parseLocation({ bucketName: 'my-images', prefix: 'x.s3.amazonaws.com/', region: 'us-east-1' }),
    ).toMatchObject({
      bucket: { prefix: 'x.s3.amazonaws.com/' },
    });
  });
});

test('a text of any length is refused within a moment', () => {
  const long = 'a'.repeat(250_000);
  const startedAt = process.cpuUsage();
  for (const text of [
    long,
    `s3://${long}`,
    `https://${long}.s3.amazonaws.com`,
    `${'a-'.repeat(120_000)}.amazonaws.com`,
  ]) {
    expect(parseLocation({ bucketName: text, region: 'us-east-1' })).toMatchObject({ field: 'bucketName' });
    expect(parseRegion(text)).toMatchObject({ field: 'region' });
    expect(parsePrefix(text)).toMatchObject({ field: 'prefix' });
  }
  expect(process.cpuUsage(startedAt).user).toBeLessThan(1_000_000);
});
