import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { inTransaction, prepared, type Transaction, together } from '../../src/postgres/index.ts';
import { createTestDatabase, type TestDatabase } from '../../src/testing/index.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase([]);
  await database.pool.query('create table notes (note text)');
});
afterAll(() => database.drop());
beforeEach(() => database.pool.query('truncate notes'));

const insertNote = prepared('insert into notes (note) values ($1)');
const insert = (transaction: Transaction, note: string) => transaction.query(insertNote, [note]);
const notes = async () =>
  (await database.pool.query('select note from notes order by ctid')).rows.map(({ note }) => note);

test('statements are executed in the order of the calls, and each call gets its own answer', async () => {
  const answers = await inTransaction(database.pool, (transaction) =>
    together(
      insert(transaction, 'first'),
      transaction.query('select count(*) as count from notes'),
      insert(transaction, 'second'),
      transaction.query('select count(*) as count from notes'),
    ),
  );
  expect([answers[1].rows[0].count, answers[3].rows[0].count]).toEqual([1, 2]);
  expect(await notes()).toEqual(['first', 'second']);
});

test('the first failure is thrown, and nothing is stored', async () => {
  const failed = inTransaction(database.pool, (transaction) =>
    together(insert(transaction, 'before'), transaction.query('select 1 / 0'), insert(transaction, 'behind')),
  );
  await expect(failed).rejects.toMatchObject({ code: '22012' });
  expect(await notes()).toEqual([]);
});

test('a call that continues after its sibling failed stores nothing behind the rollback', async () => {
  let continuing: Promise<void> = Promise.resolve();
  const failed = inTransaction(database.pool, (transaction) => {
    const insertTwice = async () => {
      await insert(transaction, 'before');
      for (let turn = 0; turn < 100; turn += 1) await nextTurn();
      await insert(transaction, 'behind');
    };
    continuing = insertTwice();
    return together(continuing, transaction.query('select 1 / 0'));
  });
  await expect(failed).rejects.toMatchObject({ code: '22012' });
  await continuing.catch(() => {});
  expect(await notes()).toEqual([]);
});

test('a statement that was never prepared on the connection can be sent twice at once', async () => {
  const unused = prepared('insert into notes (note) values ($1) -- sent twice');
  await inTransaction(database.pool, (transaction) =>
    together(transaction.query(unused, ['one']), transaction.query(unused, ['two'])),
  );
  expect(await notes()).toEqual(['one', 'two']);
});
