import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startOf } from '../../src/processes/process-identity.ts';
import type { Keeper } from '../../src/processes/start-reaper.ts';
import { isAlive } from '../../src/processes/stop-pid.ts';
import { withRollCall } from '../../src/processes/with-process-registry.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roll-call-test-'));
  path = join(folder, 'processes.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Keeps nobody: these tests are of the list alone. */
const keeper: Keeper = {
  pid: process.pid,
  keep: () => {},
  release: () => {},
  removeAtEnd: () => {},
  finish: async () => {},
};

/** A process that has ended, by an id and a start that nobody has now. */
const gone = { name: 'npm start', pid: 2 ** 22 - 1, start: 'another boot/1', signal: 'SIGTERM' };

async function someProcess() {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log(1)'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return { child, pid: child.pid!, ended: once(child, 'exit') };
}

test('what a start that died left behind is stopped by the next one', async () => {
  const leftover = await someProcess();
  const known = { name: 'sync', pid: leftover.pid, start: startOf(leftover.pid), signal: 'SIGTERM' };
  writeFileSync(path, JSON.stringify([gone, known]));
  await withRollCall(keeper, path, () => {});
  await leftover.ended;
  expect(isAlive(leftover.pid)).toBe(false);
});

test('a process that was merely given the same id is left alone', async () => {
  const stranger = await someProcess();
  const known = { name: 'sync', pid: stranger.pid, start: 'another boot/1', signal: 'SIGTERM' };
  writeFileSync(path, JSON.stringify([gone, known]));
  await withRollCall(keeper, path, () => {});
  expect(isAlive(stranger.pid)).toBe(true);
  stranger.child.kill();
  await stranger.ended;
});

test('a second start beside a living one is refused, and says which process that is', async () => {
  await withRollCall(keeper, path, () => {});
  writeFileSync(join(folder, 'endpoints.json'), '{}');
  await expect(withRollCall(keeper, path, () => {})).rejects.toThrow(
    `runs here already, as process ${process.pid}: its addresses are in ${join(folder, 'endpoints.json')}.`,
  );
});

test('a second start beside one that is not ready yet is not sent to addresses that are not there', async () => {
  await withRollCall(keeper, path, () => {});
  await expect(withRollCall(keeper, path, () => {})).rejects.toThrow(
    `is starting here already, as process ${process.pid} (or just stopping): once it is ready`,
  );
});

test('the list holds who runs now: added at the start, taken out at the end', async () => {
  const recorded = await withRollCall(keeper, path, () => {});
  const child = await someProcess();
  const names = () => JSON.parse(readFileSync(path, 'utf8')).map(({ name }: { name: string }) => name);
  recorded.keep({ name: 'sync', pid: child.pid, signal: 'SIGTERM', withinMs: 1_000 });
  expect(names()).toEqual(['npm start', 'keeper', 'sync']);
  child.child.kill();
  await child.ended;
  recorded.release(child.pid);
  expect(names()).toEqual(['npm start', 'keeper']);
});
