import net from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OUTBOX_MIGRATIONS } from '../src/outbox/index.ts';
import { createPool, inTransaction, isConnectionError, migrate } from '../src/postgres/index.ts';
import { createTestDatabase, silentLog, type TestDatabase } from '../src/testing/index.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase([OUTBOX_MIGRATIONS]);
});
afterAll(() => database.drop());

const errorOf = (statement: string) => database.pool.query(statement).catch((error: unknown) => error);

test('a connection that the server ended is a retryable error', async () => {
  expect(isConnectionError(await errorOf('select pg_terminate_backend(pg_backend_pid())'))).toBe(true);
});

test('a migration has closed its connection when it ends, so the database can be dropped', async () => {
  const { pool, url } = database;
  await pool.query('select');
  for (let time = 0; time < 20; time += 1) {
    await migrate({ url, directory: OUTBOX_MIGRATIONS, log: silentLog() });
    const { rows } = await pool.query(`
      select from pg_stat_activity
      where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()`);
    expect(rows).toHaveLength(0);
  }
});

test('a write that a standby refuses is a retryable error, and the connection to it is not used again', async () => {
  const { pool } = database;
  const { rows } = await pool.query('select pg_backend_pid() as pid');
  const write = inTransaction(pool, async (transaction) => {
    await transaction.query('set transaction read only');
    await transaction.query('create table refused ()');
  });
  const error = await write.catch((refused: unknown) => refused);
  expect(error).toMatchObject({ code: '25006' });
  expect(isConnectionError(error)).toBe(true);
  expect((await pool.query('select pg_backend_pid() as pid')).rows).not.toEqual(rows);
});

test.each([
  ['a database that is being restored', { pathname: '/none_by_this_name' }],
  ['a role that was locked', { username: 'nobody_by_this_name' }],
])('%s is a retryable error', async (_what, changed) => {
  const pool = createPool({ url: Object.assign(new URL(database.url), changed).href, log: silentLog() });
  const error = await pool.query('select 1').catch((refused: unknown) => refused);
  await pool.end();
  expect(error).toMatchObject({ severity: 'FATAL' });
  expect(isConnectionError(error)).toBe(true);
});

test.each([
  ['a host that is down', { code: 'EHOSTUNREACH', syscall: 'connect' }],
  ['a network that is down', { code: 'ENETUNREACH', syscall: 'connect' }],
  ['a name server that fails', { code: 'EAI_AGAIN', syscall: 'getaddrinfo' }],
])('%s is a retryable error', (what, system) => {
  expect(isConnectionError(Object.assign(new Error(what), system))).toBe(true);
});

test('an error of our own is not a retryable error', async () => {
  for (const statement of ['select * from none_by_this_name', `select 'x'::integer`, 'select 1 / 0']) {
    expect(isConnectionError(await errorOf(statement))).toBe(false);
  }
  expect(isConnectionError(Object.assign(new Error('no such file'), { code: 'ENOENT', syscall: 'open' }))).toBe(false);
});

test('a statement that exceeds its timeout is not a retryable error', async () => {
  const error = await errorOf(`set statement_timeout = 20; select pg_sleep(5)`);
  expect(error).toMatchObject({ code: '57014' });
  expect(isConnectionError(error)).toBe(false);
});

test('statements to a server that vanished end, and later ones reach the server that took over', async () => {
  const server = new URL(database.url);
  let hasVanished = false;
  const network = net.createServer((near) => {
    const far = net.connect(Number(server.port), server.hostname);
    near.on('data', (bytes) => !hasVanished && far.write(bytes)).on('close', () => far.destroy());
    far.on('data', (bytes) => near.write(bytes)).on('close', () => near.destroy());
    for (const socket of [near, far]) socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => network.listen(0, '127.0.0.1', resolve));
  const { port } = network.address() as net.AddressInfo;
  const url = Object.assign(new URL(server), { hostname: '127.0.0.1', port }).href;
  const pool = createPool({ url, log: silentLog(), size: 2, answersWithinMs: 300 });
  const working = inTransaction(pool, async (transaction) => {
    await transaction.query('select');
    hasVanished = true;
    await Promise.all([transaction.query('select'), pool.query('select')]);
  });
  expect(isConnectionError(await working.catch((error: unknown) => error))).toBe(true);
  hasVanished = false;
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await pool.end();
  network.close();
});

test('a server has the time of a statement and 5 s to answer', async () => {
  const { query_timeout, statement_timeout } = database.pool.options;
  expect({ query_timeout, statement_timeout }).toEqual({ query_timeout: 65_000, statement_timeout: 60_000 });
});

test('a transaction whose process has vanished releases its locks', async () => {
  const { rows } = await database.pool.query('show idle_in_transaction_session_timeout');
  expect(rows).toEqual([{ idle_in_transaction_session_timeout: '1min' }]);
});
