import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHttpClient } from '../../../src/aws/http/http-client.ts';
import { headOf } from './raw-server.ts';

const BODY = 'x'.repeat(300_000);
let certificate: string;
let server: tls.Server;
let origin: string;
let handshakes = { whole: 0, resumed: 0 };

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tls-'));
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', keyFile, '-out', certFile, ...names];
  expect(spawnSync('openssl', args, { encoding: 'utf8' })).toMatchObject({ status: 0 });
  certificate = readFileSync(certFile, 'utf8');
  server = tls.createServer({ cert: certificate, key: readFileSync(keyFile) }, (socket) => {
    handshakes[socket.isSessionReused() ? 'resumed' : 'whole'] += 1;
    socket.on('error', () => {});
    socket.on('data', () =>
      socket.end(`HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`),
    );
  });
  rmSync(folder, { recursive: true });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  origin = `https://localhost:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

test('a server with an unknown certificate gets no request', async () => {
  const client = createHttpClient({ connections: 2 });
  await expect(client.get({ origin, head: headOf('/'), mostBytes: 1_000_000 }, undefined)).rejects.toThrow(
    'self-signed certificate',
  );
  await client.stop();
});

test('bodies arrive whole over TLS, and a second connection takes up the session of the first', async () => {
  const before = tls.getCACertificates('default');
  tls.setDefaultCACertificates([...before, certificate]);
  const client = createHttpClient({ connections: 2 });
  try {
    handshakes = { whole: 0, resumed: 0 };
    for (let time = 0; time < 3; time += 1) {
      const { body } = await client.get({ origin, head: headOf('/'), mostBytes: 1_000_000 }, undefined);
      expect(body.equals(Buffer.from(BODY))).toBe(true);
    }
    expect(handshakes).toEqual({ whole: 1, resumed: 2 });
  } finally {
    await client.stop();
    tls.setDefaultCACertificates(before);
  }
});
