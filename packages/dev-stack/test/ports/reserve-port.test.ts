import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { reservePort } from '../../src/ports/reserve-port.ts';

const folder = mkdtempSync(join(tmpdir(), 'reserved-ports-'));
afterAll(() => rmSync(folder, { recursive: true }));

const program = fileURLToPath(new URL('../../src/ports/reserve-port.ts', import.meta.url));

/** The answer of another process that reserves this port, and then ends. */
function reservedElsewhere(port: number): boolean {
  const source = `const { reservePort } = await import(process.argv[1]);
    console.log(reservePort(${port}, process.argv[2]));`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', source, program, folder]);
  return stdout.toString() === 'true\n';
}

test('a port is reserved once, by one process', () => {
  expect(reservePort(20_001, folder)).toBe(true);
  expect(reservePort(20_001, folder)).toBe(false);
  expect(reservedElsewhere(20_001)).toBe(false);
});

test('a process that ends releases its ports', () => {
  expect(reservedElsewhere(20_002)).toBe(true);
  expect(readdirSync(folder)).not.toContain('20002');
});

test('a port of a killed process can be reserved again', () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  writeFileSync(join(folder, '20003'), String(pid));
  expect([reservePort(20_003, folder), reservePort(20_003, folder)]).toEqual([false, true]);
});
