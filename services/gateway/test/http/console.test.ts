import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { request } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/gateway.ts';

const directory = mkdtempSync(join(tmpdir(), 'console-test-'));
let gateway: TestGateway;

beforeAll(async () => {
  mkdirSync(join(directory, 'assets'));
  writeFileSync(join(directory, 'index.html'), '<title>the console</title>');
  writeFileSync(join(directory, 'assets/index-Abc123.js'), 'run()');
  writeFileSync(join(directory, 'assets/index-Abc123.js.gz'), gzipSync('run()'));
  writeFileSync(join(tmpdir(), 'beside-the-console.txt'), 'secret');
  const console = {
    directory,
    authority: 'https://issuer.example/realms/acme',
    clientId: 'console',
    mediaOrigins: ['https://*.amazonaws.com'],
  };
  gateway = await startGateway({ config: { console } });
});
afterAll(async () => {
  await gateway.stop();
  rmSync(directory, { recursive: true });
});

async function get(path: string, headers: Record<string, string> = {}) {
  const answer = await request(`${gateway.url}${path}`, { headers });
  return { ...answer, bytes: Buffer.from(await answer.body.arrayBuffer()) };
}

test.each(['/', '/datasets/7?q=a', '/signed-in?code=x'])(
  '%s is a page of the console, and is requested again each time',
  async (path) => {
    const { bytes, headers } = await get(path, { accept: 'text/html' });
    expect(bytes.toString()).toContain('the console');
    expect(headers['cache-control']).toBe('no-cache');
  },
);

test('a file with a hash in its name is cached permanently, and is sent compressed', async () => {
  const { bytes, headers } = await get('/assets/index-Abc123.js', { 'accept-encoding': 'gzip' });
  expect(gunzipSync(bytes).toString()).toBe('run()');
  expect(headers['cache-control']).toContain('immutable');
});

test('no inline script runs, and pictures come from buckets alone', async () => {
  const { headers } = await get('/', { accept: 'text/html' });
  const policy = `${headers['content-security-policy']}`;
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
  expect(policy).toContain("img-src 'self' blob: data: https://*.amazonaws.com;");
  expect(policy).toContain("connect-src 'self' ws://console.test https://issuer.example https://*.amazonaws.com;");
  expect(policy).not.toContain('unsafe');
});

test('the page receives the settings of the sign-in', async () => {
  const { bytes } = await get('/console.json');
  expect(JSON.parse(bytes.toString())).toEqual({
    authority: 'https://issuer.example/realms/acme',
    clientId: 'console',
  });
});

test.each(['/assets/none.js', '/../beside-the-console.txt', '/%2e%2e/beside-the-console.txt'])(
  '%s is not there',
  async (path) => {
    const { statusCode, bytes } = await get(path);
    expect(statusCode).toBeGreaterThanOrEqual(400);
    expect(bytes.toString()).not.toContain('secret');
  },
);

test('a program that requests an unknown address gets an error, not a page', async () => {
  expect((await get('/datasets/7')).statusCode).toBe(404);
});
