import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { freePort } from '../../src/ports/free-port.ts';
import { createServiceDatabase } from '../../src/postgres/service-database.ts';
import { startPostgres } from '../../src/postgres/start-postgres.ts';
import { startReaper } from '../../src/processes/start-reaper.ts';

const folder = mkdtempSync(join(tmpdir(), 'kept-data-test-'));
chmodSync(folder, 0o711);
afterAll(() => rmSync(folder, { recursive: true }));

async function rows(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  // The client reports the end of its session when the server is killed, which is expected here.
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

test('a server that was killed starts again on its data although its lock file names a living process', async () => {
  const reaper = startReaper();
  const options = {
    dataFolder: join(folder, 'postgres'),
    logPath: join(folder, 'postgres.log'),
    port: await freePort(),
    password: 'a password with % and @'.replaceAll(' ', ''),
    throwAway: false,
  };
  const password = encodeURIComponent(options.password);
  const first = await startPostgres({ ...options, password: options.password }, reaper);
  expect(first.url).toContain(password);
  const database = await createServiceDatabase(first.url, 'sync');
  await rows(database, `create table kept (word text); insert into kept values ('still here')`);
  process.kill(first.pid, 'SIGKILL');
  await first.ended;

  const second = await startPostgres(options, reaper);
  expect(await createServiceDatabase(second.url, 'sync')).toBe(database);
  expect(await rows(database, 'select word from kept')).toEqual([{ word: 'still here' }]);
  await second.stop();
  expect(await second.ended).toBe('exit code 0');
});
