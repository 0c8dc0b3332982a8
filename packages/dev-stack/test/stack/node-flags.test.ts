import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { projectRoot } from '../../src/project-root.ts';
import { SERVICES } from '../../src/settings/ports.ts';
import { nodeFlags } from '../../src/stack/node-flags.ts';
import { ALLOCATOR } from '../../src/stack/start-node-program.ts';

const dockerfile = readFileSync(join(projectRoot, 'Dockerfile'), 'utf8');
const commands = dockerfile.matchAll(/^CMD (\[.*\])$/gm);
const [shell, ...args] = JSON.parse([...commands][0]![1]!) as [string, ...string[]];

/** Holds a `node` that prints its arguments. */
const bin = mkdtempSync(join(tmpdir(), 'bucket-sync-bin-'));
writeFileSync(join(bin, 'node'), '#!/bin/sh\nprintf "%s\\n" "$@"\n', { mode: 0o755 });
afterAll(() => rmSync(bin, { recursive: true }));

/** Runs the image's command. */
function runInImage(service: string) {
  const env = { PATH: `${bin}:${process.env.PATH}`, SERVICE: service };
  return spawnSync(shell, args, { cwd: projectRoot, env, encoding: 'utf8' });
}

test.each(SERVICES)('the image starts %s with the flags that it has here', (service) => {
  const main = `services/${service}/src/main.ts`;
  expect(runInImage(service).stdout.trim().split('\n')).toEqual([...nodeFlags(main), main]);
});

test('the image sets the allocator as it is set here', () => {
  const variables = Object.entries(ALLOCATOR).map(([name, value]) => `${name}=${value}`);
  expect(dockerfile).toContain(`\nENV ${variables.join(' ')}\n`);
});

test('the sync service has a larger young generation than the others', () => {
  expect(nodeFlags('services/assets/src/main.ts')).not.toContain('--max-semi-space-size=32');
  expect(nodeFlags('services/sync/src/main.ts').at(-2)).toBe('--max-semi-space-size=32');
});

test('the image refuses to start no service', () => {
  const { status, stdout, stderr } = runInImage('');
  expect(status).not.toBe(0);
  expect(stdout).toBe('');
  expect(stderr).toContain('SERVICE: is not set: gateway, connections, sync or assets');
});
