import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startOf } from '../../src/processes/process-identity.ts';
import type { Reaper } from '../../src/processes/start-reaper.ts';
import { isAlive } from '../../src/processes/stop-pid.ts';
import { withProcessRegistry } from '../../src/processes/with-process-registry.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'process-registry-test-'));
  path = join(folder, 'processes.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Watches no process: these tests concern the registry alone. */
const reaper: Reaper = {
  pid: process.pid,
  watch: () => {},
  release: () => {},
  removeAtEnd: () => {},
  finish: async () => {},
};

/** A process that has ended: no process has this id and start. */
const gone = { name: 'npm start', pid: 2 ** 22 - 1, start: 'another boot/1', signal: 'SIGTERM' };

async function someProcess() {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log(1)'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return { child, pid: child.pid!, ended: once(child, 'exit') };
}

test('the next start stops the processes that a killed start left behind', async () => {
  const leftover = await someProcess();
  const known = { name: 'sync', pid: leftover.pid, start: startOf(leftover.pid), signal: 'SIGTERM' };
  writeFileSync(path, JSON.stringify([gone, known]));
  await withProcessRegistry(reaper, path, () => {});
  await leftover.ended;
  expect(isAlive(leftover.pid)).toBe(false);
});

test('a process that only has the same id keeps running', async () => {
  const stranger = await someProcess();
  const known = { name: 'sync', pid: stranger.pid, start: 'another boot/1', signal: 'SIGTERM' };
  writeFileSync(path, JSON.stringify([gone, known]));
  await withProcessRegistry(reaper, path, () => {});
  expect(isAlive(stranger.pid)).toBe(true);
  stranger.child.kill();
  await stranger.ended;
});

test('a second start beside a running one is refused with the id of the first', async () => {
  await withProcessRegistry(reaper, path, () => {});
  writeFileSync(join(folder, 'endpoints.json'), '{}');
  await expect(withProcessRegistry(reaper, path, () => {})).rejects.toThrow(
    `already runs here, as process ${process.pid}: its addresses are in ${join(folder, 'endpoints.json')}.`,
  );
});

test('a second start beside one that is not ready yet is refused, with where the addresses will be', async () => {
  await withProcessRegistry(reaper, path, () => {});
  await expect(withProcessRegistry(reaper, path, () => {})).rejects.toThrow(
    `is already starting here, as process ${process.pid} (or is stopping): once it is ready`,
  );
});

test('the registry lists the processes that run now', async () => {
  const recorded = await withProcessRegistry(reaper, path, () => {});
  const child = await someProcess();
  const names = () => JSON.parse(readFileSync(path, 'utf8')).map(({ name }: { name: string }) => name);
  recorded.watch({ name: 'sync', pid: child.pid, signal: 'SIGTERM', withinMs: 1_000 });
  expect(names()).toEqual(['npm start', 'reaper', 'sync']);
  child.child.kill();
  await child.ended;
  recorded.release(child.pid);
  expect(names()).toEqual(['npm start', 'reaper']);
});
