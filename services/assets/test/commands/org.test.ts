import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { assetsDatabaseUrl } from '../../src/commands/assets-database.ts';
import { readOrgArguments } from '../../src/commands/org-arguments.ts';
import { runOrgRequest } from '../../src/commands/run-org-request.ts';
import { aBatch, accepted } from '../../testing/builders.ts';
import { openAssetsWorld } from '../support/assets-world.ts';

const world = await openAssetsWorld();

const org = (...args: string[]) => {
  const organizationDefaults = { plan: 'FREE', dataRowsLimit: 1000 } as const;
  return runOrgRequest({ pool: world.pool, organizationDefaults, now: () => world.clock.now }, readOrgArguments(args));
};

test('an organization is created, changed in part, shown and listed', async () => {
  expect(await org('list')).toEqual(['There is no organization yet.']);
  expect(await org('set', 'acme', '--plan', 'paid', '--rows', '100000')).toEqual([
    'acme: "acme", PAID, 100000 data rows a month, 0 used in 2026-11',
  ]);
  expect(await org('set', 'acme', '--name', 'Acme Inc.')).toEqual([
    'acme: "Acme Inc.", PAID, 100000 data rows a month, 0 used in 2026-11',
  ]);
  expect(await org('set', 'hobby', '--rows=0')).toEqual([
    'hobby: "hobby", FREE, 0 data rows a month, 0 used in 2026-11',
  ]);
  expect(await org('show', 'hobby')).toEqual(['hobby: "hobby", FREE, 0 data rows a month, 0 used in 2026-11']);
  expect((await org('list')).map((line) => line.split(':')[0])).toEqual(['acme', 'hobby']);
  expect(await world.viewOrganization('acme')).toMatchObject({ name: 'Acme Inc.', plan: 'PAID' });
});

test('a limit below the used data rows is stored, with a warning', async () => {
  const own = await world.anOrganization();
  await world.ingest(aBatch({ ...own, accepted: [accepted('a'), accepted('b')] }));
  const [line] = await org('set', own.organizationId, '--rows', '1');
  expect(line).toContain('2 used in 2026-11; more than the limit: nothing is added until the month ends');
});

test('for an unknown organization the command shows how to create it', async () => {
  await expect(org('show', 'nobody')).rejects.toThrow('npm run org -- set nobody');
});

test('an organization has any id that a token can have', () => {
  const id = 'ü'.repeat(200);
  expect(readOrgArguments(['set', id, '--plan', 'PAID'])).toMatchObject({ id, change: { plan: 'PAID' } });
});

test.each([
  ['--plan', ['set', 'acme', '--plan', 'GOLD']],
  ['--rows', ['set', 'acme', '--rows', '-1']],
  ['--rows', ['set', 'acme', '--rows=1.5']],
  ['--rows', ['set', 'acme', '--rows=1e3']],
  ['--rows', ['set', 'acme', '--rows=99999999999']],
  ['--name', ['set', 'acme', '--name', ' ']],
  ['--colour', ['set', 'acme', '--colour', 'red']],
  ['set needs --plan, --rows or --name', ['set', 'acme']],
  ['--name', ['set', 'acme', '--name', 'Acme\u202e']],
  ['Which organization', ['set', '--plan', 'PAID']],
  ['Which organization', ['set', 'acme\n', '--plan', 'PAID']],
  ['Which organization', ['set', 'a'.repeat(201), '--plan', 'PAID']],
  ['show takes no', ['show', 'acme', '--plan', 'PAID']],
  ['Unexpected argument: "extra"', ['show', 'acme', 'extra']],
  ['Unexpected argument: "acme"', ['list', 'acme']],
  ['There is no "delete"', ['delete', 'acme']],
  ['usage:', []],
])('the error names what is wrong: %s', (named, args) => {
  expect(() => readOrgArguments(args)).toThrow(named);
});

test('the database is DATABASE_URL, otherwise that of the stack on this machine', () => {
  const root = mkdtempSync(join(tmpdir(), 'org-command-'));
  try {
    expect(() => assetsDatabaseUrl({}, root)).toThrow('npm start');
    const state = join(root, 'state');
    writeFileSync(`${root}/endpoints.json`, JSON.stringify({ databaseUrl: 'postgres://u:p@127.0.0.1:5433/' }));
    const ofStack = 'postgres://u:p@127.0.0.1:5433/bucket_sync_assets';
    expect(assetsDatabaseUrl({ BUCKET_SYNC_STATE: root }, state)).toBe(ofStack);
    expect(assetsDatabaseUrl({ DATABASE_URL: 'postgres://u@db:1/mine' }, root)).toBe('postgres://u@db:1/mine');
    expect(assetsDatabaseUrl({ DATABASE_URL: 'postgres://u@db:1' }, root)).toBe('postgres://u@db:1/bucket_sync_assets');
    expect(() => assetsDatabaseUrl({ DATABASE_URL: 'hunter2' }, root)).toThrow(/^(?!.*hunter2).*DATABASE_URL/);
  } finally {
    rmSync(root, { recursive: true });
  }
});

test('the program prints the organization, and ends with 1 and one sentence when something is wrong', async () => {
  const program = fileURLToPath(new URL('../../src/commands/org.ts', import.meta.url));
  const { rows } = await world.pool.query('select current_database() as name');
  const url = new URL(process.env.DATABASE_URL!);
  url.pathname = `/${rows[0].name}`;
  const run = (args: string[], databaseUrl: string) =>
    promisify(execFile)(process.execPath, [program, ...args], { env: { ...process.env, DATABASE_URL: databaseUrl } });
  expect((await run(['set', 'globex', '--plan', 'PAID'], url.href)).stdout).toBe(
    'globex: "globex", PAID, 1000 data rows a month, 0 used in 2026-11\n'.replace(
      '2026-11',
      new Date().toISOString().slice(0, 7),
    ),
  );
  const failed = await run(['show', 'nobody'], url.href).catch((error) => error);
  expect([failed.code, failed.stdout]).toEqual([1, '']);
  expect(failed.stderr.trim().split('\n')).toHaveLength(1);
  const stranger = await run(['list'], process.env.DATABASE_URL!.replace(/\/?$/, '/postgres')).catch((error) => error);
  expect([stranger.code, stranger.stderr]).toEqual([1, expect.stringContaining('not that of the assets service')]);
  const unreachable = await run(['list'], 'postgres://u:secret@127.0.0.1:1/x').catch((error) => error);
  expect(unreachable.code).toBe(1);
  expect(unreachable.stderr).toContain('ECONNREFUSED');
  expect(unreachable.stderr).not.toContain('secret');
});
