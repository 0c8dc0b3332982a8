import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Endpoints, endpointsFile } from '../../src/settings/endpoints-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'endpoints-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const process_ = (pid: number) => ({ pid, url: 'http://127.0.0.1:4000' });
const endpoints: Endpoints = {
  gatewayUrl: 'http://127.0.0.1:4000',
  consoleUrl: 'http://127.0.0.1:4000/',
  awsEndpointUrl: 'http://127.0.0.1:4566',
  kafkaBrokers: '127.0.0.1:9092',
  databaseUrl: 'postgres://postgres:secret@127.0.0.1:5433',
  tokens: { acme: 'a', 'acme:viewer': 'b', globex: 'c', hobby: 'd' },
  customer: { accountId: '481516234200', accessKeyId: 'AKIA', secretAccessKey: 's' },
  processes: { connections: process_(1), sync: process_(2), assets: process_(3), gateway: process_(4) },
};

test('a reader finds the old file or the whole new one, because the file is renamed into place', () => {
  const file = endpointsFile(folder);
  file.write(endpoints);
  const before = statSync(file.path).ino;
  file.write({ ...endpoints, processes: { ...endpoints.processes, sync: process_(5) } });
  expect(statSync(file.path).ino).not.toBe(before);
  expect(JSON.parse(readFileSync(file.path, 'utf8')).processes.sync.pid).toBe(5);
  expect(readdirSync(folder)).toEqual(['endpoints.json']);
});

test('only its owner may read the file, which holds keys and tokens', () => {
  const file = endpointsFile(folder);
  file.write(endpoints);
  expect(statSync(file.path).mode & 0o077).toBe(0);
});

test('removing a missing file is no error', () => {
  const file = endpointsFile(folder);
  file.remove();
  file.write(endpoints);
  file.remove();
  expect(existsSync(file.path)).toBe(false);
});
