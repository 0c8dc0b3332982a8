import { expect, test } from 'vitest';
import { presignGetObject } from '../../src/aws/presign-get-object.ts';

const CREDENTIALS = { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token+/=' };
const AT_AWS = {
  endpointUrl: undefined,
  forcePathStyle: false,
  bucketName: 'my-images',
  region: 'eu-west-1',
  key: 'a.jpg',
};
const NOW = new Date('2026-11-22T18:00:00.000Z');

const linkTo = (address: Partial<typeof AT_AWS> | { endpointUrl: string }, seconds = 900) =>
  new URL(presignGetObject({ ...AT_AWS, ...address }, CREDENTIALS, seconds, NOW));

test.each([
  ['the bucket’s own host', {}, 'https://my-images.s3.eu-west-1.amazonaws.com/a.jpg'],
  [
    'the path, for a dotted name: TLS knows no host of two levels',
    { bucketName: 'my.images' },
    'https://s3.eu-west-1.amazonaws.com/my.images/a.jpg',
  ],
  ['the path, where that is set', { forcePathStyle: true }, 'https://s3.eu-west-1.amazonaws.com/my-images/a.jpg'],
  [
    'another S3',
    { endpointUrl: 'http://127.0.0.1:9000', forcePathStyle: true },
    'http://127.0.0.1:9000/my-images/a.jpg',
  ],
  ['the host of another S3', { endpointUrl: 'http://s3.example:9000' }, 'http://my-images.s3.example:9000/a.jpg'],
])('a link goes to %s', (_, address, expected) => {
  const { origin, pathname } = linkTo(address);
  expect(origin + pathname).toBe(expected);
});

test('a key is escaped once, its slashes stay', () => {
  expect(linkTo({ key: "a/b c+%41(1)'!*/é.jpg" }).pathname).toBe('/a/b%20c%2B%2541%281%29%27%21%2A/%C3%A9.jpg');
});

test('only the host is signed, because a browser adds Origin and Range', () => {
  const { searchParams } = linkTo({}, 42);
  expect(Object.fromEntries(searchParams)).toMatchObject({
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': 'ASIAEXAMPLE/20261122/eu-west-1/s3/aws4_request',
    'X-Amz-Date': '20261122T180000Z',
    'X-Amz-Expires': '42',
    'X-Amz-Security-Token': 'token+/=',
    'X-Amz-SignedHeaders': 'host',
  });
});

test('the secret key is in no part of the link', () => {
  expect(linkTo({}).href).not.toContain(CREDENTIALS.secretAccessKey);
});
