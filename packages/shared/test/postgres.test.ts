import { afterAll, beforeAll, expect, test } from 'vitest';
import { OUTBOX_MIGRATIONS } from '../src/outbox/index.ts';
import { isConnectionError } from '../src/postgres/index.ts';
import { createTestDatabase, type TestDatabase } from '../src/testing/index.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase([OUTBOX_MIGRATIONS]);
});
afterAll(() => database.drop());

const errorOf = (statement: string) => database.pool.query(statement).catch((error: unknown) => error);

test('a connection that the server ended is a retryable error', async () => {
  expect(isConnectionError(await errorOf('select pg_terminate_backend(pg_backend_pid())'))).toBe(true);
});

test('a statement that exceeds its timeout is not a retryable error', async () => {
  const error = await errorOf(`set statement_timeout = 20; select pg_sleep(5)`);
  expect(error).toMatchObject({ code: '57014' });
  expect(isConnectionError(error)).toBe(false);
});

test('a transaction whose process has vanished releases its locks', async () => {
  const { rows } = await database.pool.query('show idle_in_transaction_session_timeout');
  expect(rows).toEqual([{ idle_in_transaction_session_timeout: '1min' }]);
});
