import { IMAGE_CONTENT_TYPES, VIDEO_CONTENT_TYPES } from '@bucket-sync/shared/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, shown, wizardOf } from './support/wizard.ts';
import { ORIGIN, startWorld, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

async function linkTo(organizationId: string, connectionId: string, objectKey: string, contentType = 'image/jpeg') {
  const data = await world
    .as(organizationId, 'VIEWER')
    .ask<{ _entities: [{ url: { href: string; expiresAt: string } | null }] }>(
      'query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Asset { url { ' +
        'href expiresAt } } } }',
      {
        representations: [{ __typename: 'Asset', id: 'a1', bucketConnectionId: connectionId, objectKey, contentType }],
      },
    );
  return data._entities[0].url;
}

const ODD_KEYS = ['train/a b+c&d.jpg', "train/it's (1)!*.jpg", 'train/ünï/日本/🐈.jpg', 'train/%41#?.jpg'];

test.each(ODD_KEYS)('a link loads %j for the browser of the console', async (key) => {
  const member = world.as();
  const { id } = await connect(world, member, { bucketName: await world.customer.makeBucket('us-east-1', [key]) });
  const link = (await linkTo(member.organizationId, id, key))!;
  const response = await fetch(link.href, { headers: { origin: ORIGIN } });
  expect(response.status).toBe(200);
  expect(response.headers.get('access-control-allow-origin')).toBe(ORIGIN);
});

test('a file that was uploaded without its type is shown, because S3 answers with the type of its bytes', async () => {
  const member = world.as();
  const { id, bucketName } = await connect(world, member);
  await world.customer.upload(bucketName, 'train/clip', 'binary/octet-stream');
  const typeOf = async (contentType: string) => {
    const link = (await linkTo(member.organizationId, id, 'train/clip', contentType))!;
    const response = await fetch(link.href, { headers: { origin: ORIGIN, range: 'bytes=0-3' } });
    expect(response.status).toBe(206);
    expect(response.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    return response.headers.get('content-type');
  };
  for (const type of [...IMAGE_CONTENT_TYPES, ...VIDEO_CONTENT_TYPES]) expect(await typeOf(type)).toBe(type);
  // A type that a browser runs as a page is never signed.
  for (const page of ['text/html', 'image/svg+xml', 'video/mp4; x', '']) {
    expect(await typeOf(page)).toBe('binary/octet-stream');
  }
});

test('a file wrongly stored as gzip is shown, because the link overrides its Content-Encoding', async () => {
  const member = world.as();
  const { id, bucketName } = await connect(world, member);
  const headers = { 'content-encoding': 'gzip' };
  world.sandbox.administration.changeObject({ bucket: bucketName, key: 'train/a.jpg', headers });
  const { href } = (await linkTo(member.organizationId, id, 'train/a.jpg'))!;
  const response = await fetch(href);
  expect(response.headers.get('content-encoding')).toBe('identity');
  expect(
    Buffer.from(await response.arrayBuffer())
      .subarray(0, 2)
      .toString('hex'),
  ).toBe('ffd8');
  const forged = await fetch(href.replace('response-content-encoding=identity', 'response-content-encoding=gzip'));
  expect(forged.status).toBe(403);
});

test('the holder of a signed link cannot change its type', async () => {
  const member = world.as();
  const { id } = await connect(world, member);
  const { href } = (await linkTo(member.organizationId, id, 'train/a.jpg'))!;
  const forged = await fetch(href.replace('response-content-type=image%2Fjpeg', 'response-content-type=text%2Fhtml'));
  expect(forged.status).toBe(403);
  expect(await forged.text()).toContain('SignatureDoesNotMatch');
});

test('a link is valid for 15 minutes, and ends with its session', async () => {
  const member = world.as();
  const { id } = await connect(world, member);
  const link = (await linkTo(member.organizationId, id, 'train/a.jpg'))!;
  const seconds = Number(new URL(link.href).searchParams.get('X-Amz-Expires'));
  expect(seconds).toBe(900);
  expect(Math.abs(new Date(link.expiresAt).getTime() - Date.now() - 900_000)).toBeLessThan(60_000);
});

test('a key that is not under the prefix gets no link', async () => {
  const member = world.as();
  const { id } = await connect(world, member);
  expect(await linkTo(member.organizationId, id, 'other/a.jpg')).toBeNull();
});

test('an unhealthy connection signs no link', async () => {
  const member = world.as();
  const { id, bucketName } = await connect(world, member);
  await world.customer.deleteCors(bucketName);
  await wizardOf(member).check(id);
  expect(await linkTo(member.organizationId, id, 'train/a.jpg')).toBeNull();
});

test('an unchecked connection signs no link', async () => {
  const member = world.as();
  const { id } = shown(await wizardOf(member).create({ bucketName: await world.customer.makeBucket() }));
  expect(await linkTo(member.organizationId, id, 'train/a.jpg')).toBeNull();
});
