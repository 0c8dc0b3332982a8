import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { signingKey } from '../../src/sigv4/signing-key.ts';
import { aConnection, aSandbox, CUSTOMER, s3 } from '../fixture.ts';
import { presigned, send, signed } from '../raw-http.ts';
import { KEY, withObject } from './signed-bucket.ts';

test('the signing key is that of the example in the documentation', () => {
  const key = signingKey('wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', '20150830', 'us-east-1', 'iam');
  expect(key.export().toString('hex')).toBe('c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9');
});

describe('a signed header', () => {
  test('is accepted, and its answer carries both request ids', async () => {
    const { url } = await withObject();
    const answer = await send(url, signed(url, { path: KEY }));
    expect(answer).toMatchObject({ status: 200, body: 'content' });
    expect(answer.headers['x-amz-request-id']).toMatch(/^[0-9A-F]{16}$/);
    expect(answer.headers['x-amz-id-2']).toBeTruthy();
  });

  test('of another secret does not match, and S3 shows the text that it signed', async () => {
    const { url } = await withObject();
    const answer = await send(url, signed(url, { path: KEY }, { credentials: { ...CUSTOMER, secretAccessKey: 'x' } }));
    expect(answer.status).toBe(403);
    expect(answer.element('Code')).toBe('SignatureDoesNotMatch');
    expect(answer.element('StringToSign')).toContain('AWS4-HMAC-SHA256');
    expect(answer.element('RequestId')).toBe(answer.headers['x-amz-request-id']);
    expect(answer.element('HostId')).toBe(answer.headers['x-amz-id-2']);
  });

  test('covers path, query and headers: a change in one of them does not match', async () => {
    const { url } = await withObject();
    const request = signed(url, { path: KEY, headers: { 'x-amz-request-payer': 'requester' } });
    for (const changed of [
      { ...request, path: '/customer-photos/b.jpg' },
      { ...request, path: `${KEY}?response-content-type=text%2Fhtml` },
      { ...request, headers: { ...request.headers, 'x-amz-request-payer': 'owner' } },
    ]) {
      expect((await send(url, changed)).element('Code')).toBe('SignatureDoesNotMatch');
    }
  });

  test('must cover every x-amz header', async () => {
    const { url } = await withObject();
    const request = signed(url, { path: KEY });
    const answer = await send(url, { ...request, headers: { ...request.headers, 'x-amz-expected-bucket-owner': '1' } });
    expect(answer.element('Message')).toBe('There were headers present in the request which were not signed');
    expect(answer.element('HeadersNotSigned')).toBe('x-amz-expected-bucket-owner');
  });

  test.each([
    [-15.2, 'RequestTimeTooSkewed'],
    [15.2, 'RequestTimeTooSkewed'],
    [-14.8, undefined],
    [14.8, undefined],
  ])('from a clock %d minutes off: %s', async (minutes, code) => {
    const { url } = await withObject();
    const answer = await send(url, signed(url, { path: KEY }, { at: new Date(Date.now() + minutes * 60_000) }));
    expect(answer.element('Code')).toBe(code);
    if (code !== undefined) expect(answer.element('MaxAllowedSkewMilliseconds')).toBe('900000');
  });

  test('of an unknown key, or with a token of another key, is refused by name', async () => {
    const { sandbox, url } = await withObject();
    const unknown = { accessKeyId: 'AKIANOBODY0000000000', secretAccessKey: 'x' };
    expect((await send(url, signed(url, { path: KEY }, { credentials: unknown }))).element('Code')).toBe(
      'InvalidAccessKeyId',
    );
    const forged = { ...CUSTOMER, sessionToken: 'Zm9yZ2Vk' };
    expect((await send(url, signed(url, { path: KEY }, { credentials: forged }))).element('Code')).toBe('InvalidToken');
    expect(sandbox.counters.read()['s3:GetObject']?.statuses).toEqual({ 403: 1, 400: 1 });
  });

  test('is refused by STS with STS’s own codes', async () => {
    const { url } = await withObject();
    const body = 'Action=GetCallerIdentity&Version=2011-06-15';
    const ask = (credentials: { accessKeyId: string; secretAccessKey: string }, at = new Date()) =>
      send(
        url,
        signed(
          url,
          { method: 'POST', path: '/', body, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
          { service: 'sts', credentials, at },
        ),
      );
    const unknown = await ask({ accessKeyId: 'AKIANOBODY0000000000', secretAccessKey: 'x' });
    expect([unknown.status, unknown.element('Code'), unknown.element('Type')]).toEqual([
      403,
      'InvalidClientTokenId',
      'Sender',
    ]);
    expect((await ask({ ...CUSTOMER, secretAccessKey: 'x' })).element('Code')).toBe('SignatureDoesNotMatch');
    const late = await ask(CUSTOMER, new Date(Date.now() - 16 * 60_000));
    expect(late.element('Message')).toMatch(/^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z/);
    expect((await ask(CUSTOMER)).element('Arn')).toBe(`arn:aws:iam::${CUSTOMER.accountId}:user/administrator`);
  });

  test('for a key with every kind of character is accepted from the SDK', async () => {
    const { sandbox, bucket } = await withObject();
    const client = s3(sandbox);
    for (const Key of ["a b+c&d=e?f#g%h'i(j)k*l!m~n", 'ünïcödé/写真/😀', '//double//', './..', 'a\u0001b', '%2F%25']) {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: Key }));
      const got = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
      expect(await got.Body!.transformToString()).toBe(Key);
    }
  });
});

describe('a signed link', () => {
  test('works without headers, also for a session', async () => {
    const { sandbox, url } = await withObject();
    expect((await send(url, { path: presigned(url, KEY) })).body).toBe('content');
    const other = await aSandbox();
    const { bucket, reader } = await aConnection(other);
    await s3(other).send(new PutObjectCommand({ Bucket: bucket, Key: 'a.jpg', Body: 'content' }));
    expect((await send(other.url, { path: presigned(other.url, KEY, { credentials: reader }) })).body).toBe('content');
    expect(sandbox.url).not.toBe(other.url);
  });

  test('that has expired is refused with its time of expiry', async () => {
    const { url } = await withObject();
    const at = new Date(Date.now() - 61_000);
    const answer = await send(url, { path: presigned(url, KEY, { at, expiresSeconds: 60 }) });
    expect([answer.status, answer.element('Code'), answer.element('Message')]).toEqual([
      403,
      'AccessDenied',
      'Request has expired',
    ]);
    expect(answer.element('X-Amz-Expires')).toBe('60');
  });

  test('that was changed does not match', async () => {
    const { url } = await withObject();
    const path = presigned(url, KEY).replace('X-Amz-Expires=900', 'X-Amz-Expires=90000');
    expect((await send(url, { path })).element('Code')).toBe('SignatureDoesNotMatch');
  });

  test('of more than a week, or without its parts, is malformed', async () => {
    const { url } = await withObject();
    expect((await send(url, { path: presigned(url, KEY, { expiresSeconds: 604_801 }) })).element('Code')).toBe(
      'AuthorizationQueryParametersError',
    );
    const torn = presigned(url, KEY).replace(/X-Amz-Date=[^&]*&/, '');
    expect((await send(url, { path: torn })).element('Code')).toBe('AuthorizationQueryParametersError');
  });
});

test('a path that is not UTF-8 is an invalid URI', async () => {
  const { url } = await withObject();
  expect((await send(url, { path: '/customer-photos/%ff' })).element('Code')).toBe('InvalidURI');
});

test('healthz answers without a signature', async () => {
  const { url } = await withObject();
  expect(await send(url, { path: '/healthz' })).toMatchObject({ status: 200, body: 'ok\n' });
});
