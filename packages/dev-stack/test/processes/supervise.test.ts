import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@bucket-sync/shared/testing';
import { afterAll, expect, test } from 'vitest';
import { startProgram } from '../../src/processes/start-program.ts';
import { type Reaper, startReaper } from '../../src/processes/start-reaper.ts';
import { isAlive } from '../../src/processes/stop-pid.ts';
import { supervise } from '../../src/processes/supervise.ts';

const folder = mkdtempSync(join(tmpdir(), 'supervise-test-'));
const reaper: Reaper = startReaper();
afterAll(() => rmSync(folder, { recursive: true }));

const start = (code = 'setInterval(() => {}, 1000)') =>
  startProgram(
    {
      name: 'a service',
      command: process.execPath,
      args: ['-e', code],
      env: process.env,
      cwd: folder,
      logPath: join(folder, 'service.log'),
      stopSignal: 'SIGTERM',
      stopWithinMs: 500,
    },
    reaper,
  );

test('a killed service is restarted, and both process ids are reported', async () => {
  const lines: string[] = [];
  const restarted: number[] = [];
  const service = await supervise({
    name: 'sync',
    start,
    say: (line) => lines.push(line),
    onRestart: ({ pid }) => restarted.push(pid),
  });
  const first = service.current.pid;
  process.kill(first, 'SIGKILL');
  await eventually(() => expect(restarted).toHaveLength(1));
  expect(service.current.pid).not.toBe(first);
  expect(restarted).toEqual([service.current.pid]);
  expect(lines[0]).toContain(`process ${first}) ended by itself (signal SIGKILL)`);
  expect(lines[1]).toContain(`process ${service.current.pid}`);
  await service.stop();
  expect(isAlive(service.current.pid)).toBe(false);
});

test('a service whose restart fails is restarted until it becomes ready', async () => {
  const lines: string[] = [];
  let failures = 0;
  const service = await supervise({
    name: 'sync',
    start: async () => {
      if (lines.length > 0 && failures < 2) {
        failures += 1;
        throw new Error('No database.');
      }
      return start();
    },
    say: (line) => lines.push(line),
    onRestart: () => {},
  });
  process.kill(service.current.pid, 'SIGKILL');
  await eventually(() => expect(lines.at(-1)).toContain('is running again'));
  expect(lines.filter((line) => line.includes('No database.'))).toHaveLength(2);
  await service.stop();
});

test('a service that keeps ending is restarted after growing pauses', async () => {
  const startedAt: number[] = [];
  const service = await supervise({
    name: 'sync',
    start: () => {
      startedAt.push(performance.now());
      return start('process.exit(3)');
    },
    say: () => {},
    onRestart: () => {},
  });
  await eventually(() => expect(startedAt.length).toBeGreaterThanOrEqual(4));
  await service.stop();
  const pauses = startedAt.slice(1, 4).map((at, index) => at - startedAt[index]!);
  expect(pauses[0]).toBeGreaterThanOrEqual(250);
  expect(pauses[1]).toBeGreaterThanOrEqual(500);
  expect(pauses[2]).toBeGreaterThanOrEqual(1_000);
});

test('a service that is stopped stays stopped', async () => {
  const lines: string[] = [];
  const service = await supervise({ name: 'sync', start, say: (line) => lines.push(line), onRestart: () => {} });
  await service.stop();
  expect(isAlive(service.current.pid)).toBe(false);
  expect(lines).toEqual([]);
});

test('a program that ignores its stop signal is killed', async () => {
  const deaf = await start(`process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)`);
  await deaf.stop();
  expect(await deaf.ended).toMatch(/signal SIG(KILL|TERM)/);
});

test('a first start that fails is an error, not a restart', async () => {
  const failing = async () => {
    throw new Error('Port 4002 is taken.');
  };
  const options = { name: 'sync', start: failing, say: () => {}, onRestart: () => {} };
  await expect(supervise(options)).rejects.toThrow('Port 4002 is taken.');
});
