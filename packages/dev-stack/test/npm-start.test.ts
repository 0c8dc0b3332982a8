import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@bucket-sync/shared/testing';
import { afterAll, expect, test } from 'vitest';
import { graphqlClient } from '../src/gateway-client/graphql-client.ts';
import { freePort } from '../src/ports/free-port.ts';
import { isAlive } from '../src/processes/stop-pid.ts';
import { projectRoot } from '../src/project-root.ts';
import type { Endpoints } from '../src/settings/endpoints-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'npm-start-test-'));
// As root, the database server runs as another user, who must be able to read its data.
chmodSync(folder, 0o711);
const MAIN = 'packages/dev-stack/src/main.ts';
const endpointsPath = join(folder, 'endpoints.json');

/** A stack on its own ports, beside the test stack and other programs of this machine. */
async function environment(): Promise<NodeJS.ProcessEnv> {
  const { DATABASE_URL: _database, KAFKA_BROKERS: _brokers, ...env } = process.env;
  env.BUCKET_SYNC_STATE = folder;
  env.SHUTDOWN_GRACE_SECONDS = '1';
  for (const part of ['GATEWAY', 'CONNECTIONS', 'SYNC', 'ASSETS', 'SANDBOX', 'ISSUER', 'POSTGRES', 'KAFKA']) {
    env[`${part}_PORT`] = `${await freePort()}`;
  }
  return env;
}

const env = await environment();
let running: ChildProcess | undefined;

async function start(): Promise<{ main: ChildProcess; screen: () => string }> {
  const main = spawn(process.execPath, [MAIN], { cwd: projectRoot, env });
  running = main;
  let screen = '';
  for (const stream of [main.stdout, main.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      screen += text;
    });
  }
  await eventually(
    () => {
      if (main.exitCode !== null) return;
      expect(screen).toContain('Stop it with Ctrl-C');
    },
    { withinMs: 170_000 },
  );
  if (main.exitCode !== null) throw new Error(`npm start ended by itself:\n${screen}`);
  return { main, screen: () => screen };
}

const endpoints = () => JSON.parse(readFileSync(endpointsPath, 'utf8')) as Endpoints;
const startedPids = () =>
  (JSON.parse(readFileSync(join(folder, 'processes.json'), 'utf8')) as { pid: number }[]).map(({ pid }) => pid);

async function stop(main: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  main.kill(signal);
  await once(main, 'exit');
}

afterAll(async () => {
  if (running && running.exitCode === null && running.signalCode === null) await stop(running, 'SIGTERM');
  rmSync(folder, { recursive: true });
});

/** Enough for a cold start on two busy cores; on idle cores it takes 20 s. */
const timeout = 180_000;

// These tests run in order: each continues from the state that the previous one left.
let first: Awaited<ReturnType<typeof start>>;
let second: Awaited<ReturnType<typeof start>>;

test('npm start connects and syncs the sample bucket, and names the eleven reasons of its skipped files', {
  timeout,
}, async () => {
  first = await start();
  const reasons = [
    'EXIF_ORIENTATION',
    'MP4_MAJOR_BRAND',
    'PIXEL_FORMAT',
    'UNSUPPORTED_FORMAT',
    'NOT_MEDIA',
    'CORRUPT',
    'EMPTY',
    'TOO_COMPLEX',
    'ARCHIVED',
    'KMS_DENIED',
    'READ_DENIED',
  ];
  for (const said of ['Green heart', ...reasons]) expect(first.screen()).toContain(said);
});

test('another organization sees neither the dataset nor the connection', async () => {
  const { gatewayUrl, tokens } = endpoints();
  const globex = graphqlClient(gatewayUrl, tokens.globex);
  const seen = await globex.request('{ datasets { id } bucketConnections { id } }');
  await globex.close();
  expect(seen).toEqual({ datasets: [], bucketConnections: [] });
});

test('a killed service is restarted, and endpoints.json has its new process id', { timeout }, async () => {
  // The gateway is ready at once. A service with a consumer group waits 10 s for its dead member.
  const { pid } = endpoints().processes.gateway;
  process.kill(pid, 'SIGKILL');
  await eventually(() => expect(endpoints().processes.gateway.pid).not.toBe(pid), { withinMs: 60_000 });
  expect(first.screen()).toContain(`(process ${pid}) ended by itself (signal SIGKILL)`);
});

test('a second npm start is refused, and the first one continues', async () => {
  const beside = spawn(process.execPath, [MAIN], { cwd: projectRoot, env, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  beside.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const [code] = await once(beside, 'close');
  expect(code).toBe(1);
  expect(said).toContain(`already runs here, as process ${first.main.pid}`);
  expect(isAlive(endpoints().processes.gateway.pid)).toBe(true);
});

test('after SIGTERM neither a process nor endpoints.json is left', { timeout }, async () => {
  const pids = startedPids();
  await stop(first.main, 'SIGTERM');
  expect(pids.filter(isAlive)).toEqual([]);
  expect(existsSync(endpointsPath)).toBe(false);
});

test('a second start finds everything unchanged', { timeout }, async () => {
  second = await start();
  expect(second.screen()).toContain('Nothing has changed since the last sync');
});

test('after kill -9 neither a process nor endpoints.json is left', { timeout }, async () => {
  const pids = startedPids();
  await stop(second.main, 'SIGKILL');
  await eventually(() => expect(pids.filter(isAlive)).toEqual([]), { withinMs: 60_000 });
  expect(existsSync(endpointsPath)).toBe(false);
});
