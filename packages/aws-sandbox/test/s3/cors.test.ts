import * as aws from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { aBucket, aSandbox, failure, s3 } from '../fixture.ts';
import { presigned, send } from '../raw-http.ts';

const CONSOLE = 'https://console.example.com';

async function withRules(rules?: aws.CORSRule[]) {
  const sandbox = await aSandbox();
  const Bucket = await aBucket(sandbox);
  const client = s3(sandbox);
  await client.send(new aws.PutObjectCommand({ Bucket, Key: 'a.jpg', Body: 'x' }));
  if (rules !== undefined)
    await client.send(new aws.PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: rules } }));
  const ask = (method: string, headers: Record<string, string>) =>
    send(sandbox.url, { method, path: `/${Bucket}/a.jpg`, headers });
  const get = (headers: Record<string, string>) =>
    send(sandbox.url, { path: presigned(sandbox.url, `/${Bucket}/a.jpg`), headers });
  return { sandbox, Bucket, client, ask, get };
}

const READ: aws.CORSRule = {
  AllowedOrigins: [CONSOLE],
  AllowedMethods: ['GET'],
  AllowedHeaders: ['x-amz-*'],
  ExposeHeaders: ['ETag'],
  MaxAgeSeconds: 3000,
};

describe('a GET with an Origin', () => {
  test('that a rule allows is answered with the CORS headers', async () => {
    const { get } = await withRules([READ]);
    const answer = await get({ origin: CONSOLE });
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': CONSOLE,
      'access-control-allow-methods': 'GET',
      'access-control-expose-headers': 'ETag',
      'access-control-max-age': '3000',
      'access-control-allow-credentials': 'true',
      vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
    });
  });

  test('that no rule allows is answered without the CORS headers', async () => {
    const { get } = await withRules([READ]);
    const answer = await get({ origin: 'https://other.example.com' });
    expect(answer.status).toBe(200);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  test('that fails has the CORS headers too, so a browser can read the error', async () => {
    const { ask } = await withRules([READ]);
    const answer = await ask('GET', { origin: CONSOLE });
    expect(answer.status).toBe(403);
    expect(answer.headers['access-control-allow-origin']).toBe(CONSOLE);
  });

  test.each([
    ['*', 'https://any.example.com', '*'],
    ['https://*.example.com', 'https://a.example.com', 'https://a.example.com'],
    ['https://*.example.com', 'https://example.com', undefined],
    ['http://console.example.com', CONSOLE, undefined],
  ])('rule %s, origin %s: %s', async (allowed, origin, answered) => {
    const { get } = await withRules([{ ...READ, AllowedOrigins: [allowed] }]);
    expect((await get({ origin })).headers['access-control-allow-origin']).toBe(answered);
  });
});

describe('a preflight request', () => {
  const preflight = { origin: CONSOLE, 'access-control-request-method': 'GET' };

  test('is answered without a signature', async () => {
    const { ask } = await withRules([READ]);
    const answer = await ask('OPTIONS', {
      ...preflight,
      'access-control-request-headers': 'X-Amz-Date, x-amz-content-sha256',
    });
    expect(answer.status).toBe(200);
    expect(answer.headers['access-control-allow-headers']).toBe('x-amz-date, x-amz-content-sha256');
    expect(answer.headers['access-control-allow-origin']).toBe(CONSOLE);
  });

  test.each([
    ['another method', { 'access-control-request-method': 'PUT' }],
    ['another header', { 'access-control-request-headers': 'range' }],
    ['another origin', { origin: 'https://other.example.com' }],
  ])('for %s is forbidden', async (_claim, headers) => {
    const { ask } = await withRules([READ]);
    const answer = await ask('OPTIONS', { ...preflight, ...headers });
    expect([answer.status, answer.element('Code')]).toEqual([403, 'AccessForbidden']);
    expect(answer.element('Message')).toContain('This CORS request is not allowed');
  });

  test('to a bucket without rules says that CORS is not enabled', async () => {
    const { ask } = await withRules();
    const answer = await ask('OPTIONS', preflight);
    expect([answer.status, answer.element('Message')]).toEqual([
      403,
      'CORSResponse: CORS is not enabled for this bucket.',
    ]);
  });

  test('without an Origin is a bad request', async () => {
    const { ask } = await withRules([READ]);
    expect((await ask('OPTIONS', {})).status).toBe(400);
  });
});

describe('the configuration', () => {
  test('is read back unchanged, and can be deleted', async () => {
    const { client, Bucket } = await withRules([READ]);
    expect((await client.send(new aws.GetBucketCorsCommand({ Bucket }))).CORSRules).toEqual([READ]);
    await client.send(new aws.DeleteBucketCorsCommand({ Bucket }));
    expect(await failure(client.send(new aws.GetBucketCorsCommand({ Bucket })))).toMatchObject({
      code: 'NoSuchCORSConfiguration',
      status: 404,
    });
  });

  test.each([
    ['an unknown method', { ...READ, AllowedMethods: ['PATCH'] }, 'InvalidRequest'],
    ['two wildcards', { ...READ, AllowedOrigins: ['*.*'] }, 'InvalidRequest'],
    ['no origin', { ...READ, AllowedOrigins: [] }, 'MalformedXML'],
  ])('with %s is refused', async (_claim, rule, code) => {
    const { client, Bucket } = await withRules();
    const call = client.send(new aws.PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: [rule] } }));
    expect((await failure(call)).code).toBe(code);
  });
});
