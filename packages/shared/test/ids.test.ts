import { expect, test } from 'vitest';
import { isId, newId } from '../src/ids/index.ts';

test('the ids of a batch grow in the order in which they are made, within one millisecond and over several', () => {
  const start = Date.now();
  const ids = [0, 0, 1, 1, 2].flatMap((ms) => Array.from({ length: 1_000 }, () => newId(start + ms)));
  expect(ids).toEqual(ids.toSorted());
  expect(new Set(ids).size).toBe(ids.length);
});

test('ids of one millisecond never repeat, for any number of ids', () => {
  const now = Date.now();
  const ids = Array.from({ length: 20_000 }, () => newId(now));
  expect(new Set(ids).size).toBe(ids.length);
});

test('an id is a UUID of version 7 that begins with its time', () => {
  const now = Date.UTC(2026, 10, 27);
  const id = newId(now);
  expect(isId(id)).toBe(true);
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(now);
});
