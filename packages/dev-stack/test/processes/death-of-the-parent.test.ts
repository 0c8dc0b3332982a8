import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '@bucket-sync/shared/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isAlive } from '../../src/processes/stop-pid.ts';

const program = fileURLToPath(new URL('./fixtures/parent.ts', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parent-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test.each(['SIGKILL', 'SIGTERM'] as const)('the children of a parent that dies of %s are stopped', async (signal) => {
  writeFileSync(join(folder, 'endpoints.json'), '{}');
  const parent = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [told] = await once(parent.stdout, 'data');
  const childPid = Number(told);
  expect(isAlive(childPid)).toBe(true);
  parent.kill(signal);
  await eventually(() => expect(isAlive(childPid)).toBe(false));
  await eventually(() => expect(existsSync(join(folder, 'endpoints.json'))).toBe(false));
});
