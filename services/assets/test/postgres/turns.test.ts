import pg from 'pg';
import { expect, test } from 'vitest';
import { createTurns } from '../../src/postgres/turns.ts';

const DEADLOCK = '40P01';

test('an item that fails is reported once, and tried again after the others have no more work', async () => {
  const reports: object[] = [];
  const turns = createTurns((_, item) => reports.push(item));
  const worked: string[] = [];
  const portions = new Map([
    ['bad', 9],
    ['long', 3],
    ['short', 1],
  ]);
  const items = [...portions.keys()].map((name) => ({ name }));
  const pass = () =>
    turns(items, async ({ name }) => {
      worked.push(name);
      if (name === 'bad') throw new RangeError('a count below zero');
      const left = Math.max((portions.get(name) ?? 0) - 1, 0);
      portions.set(name, left);
      return { isMore: left > 0 };
    });
  expect([await pass(), await pass(), await pass()]).toEqual([{ isMore: true }, { isMore: true }, { isMore: false }]);
  expect(worked).toEqual(['bad', 'long', 'short', 'long', 'short', 'long', 'short']);
  expect(reports).toEqual([{ name: 'bad' }]);
  await pass();
  expect(reports).toHaveLength(2);
});

test('a transaction that PostgreSQL aborted for another one ends the pass: it is no fault of its item', async () => {
  const reports: object[] = [];
  const turns = createTurns((_, item) => reports.push(item));
  const aborted = new pg.DatabaseError('deadlock detected', 0, 'error');
  aborted.code = DEADLOCK;
  await expect(turns([{ name: 'a' }, { name: 'b' }], () => Promise.reject(aborted))).rejects.toBe(aborted);
  expect(reports).toEqual([]);
});
