import { expect, test } from 'vitest';
import { createExpiringCache } from '../../src/cache/index.ts';

const MINUTE_MS = 60_000;

interface Ticket {
  name: string;
  expiresAt: Date;
}

/** Tickets of an hour, renewed with a quarter of an hour left, and a clock to set. */
function aCache() {
  let now = Date.parse('2026-11-22T18:00:00Z');
  let opened = 0;
  let isDown = false;
  const cache = createExpiringCache<Ticket>({
    expiresAt: (ticket) => ticket.expiresAt,
    renewBeforeMs: 15 * MINUTE_MS,
    spentBeforeMs: 10_000,
    now: () => now,
  });
  const refusedNames: (string | undefined)[] = [];
  const get = async (key = 'a', isRefused?: (ticket: Ticket) => boolean) => {
    const open = async (refused: Ticket | undefined) => {
      refusedNames.push(refused?.name);
      opened += 1;
      if (isDown) throw new Error('down');
      return { name: `ticket-${opened}`, expiresAt: new Date(now + 60 * MINUTE_MS) };
    };
    return (await cache.get(key, open, isRefused)).name;
  };
  return {
    cache,
    get,
    refusedNames,
    opened: () => opened,
    pass: (minutes: number) => {
      now += minutes * MINUTE_MS;
    },
    goDown: () => {
      isDown = true;
    },
  };
}

test('a value serves until it is due for renewal', async () => {
  const { get, pass } = aCache();
  expect(await get()).toBe('ticket-1');
  pass(44);
  expect(await get()).toBe('ticket-1');
  pass(2);
  expect(await get()).toBe('ticket-2');
});

test('callers who ask at the same time share one opening', async () => {
  const { get, opened } = aCache();
  expect(new Set(await Promise.all(Array.from({ length: 50 }, () => get())))).toEqual(new Set(['ticket-1']));
  expect(opened()).toBe(1);
});

test('where renewal fails, a value serves until it is spent and no longer', async () => {
  const { get, pass, goDown } = aCache();
  await get();
  goDown();
  pass(50);
  expect(await get()).toBe('ticket-1');
  pass(10);
  await expect(get()).rejects.toThrow('down');
});

test('a refused value is opened anew once for all its callers, and never returned again', async () => {
  const { get, opened, refusedNames } = aCache();
  await get();
  const isFirst = (ticket: Ticket) => ticket.name === 'ticket-1';
  expect(await Promise.all([get('a', isFirst), get('a', isFirst)])).toEqual(['ticket-2', 'ticket-2']);
  expect(await get('a', isFirst)).toBe('ticket-2');
  expect(opened()).toBe(2);
  expect(refusedNames).toEqual([undefined, 'ticket-1']);
});

test('a refused value does not serve where renewal fails', async () => {
  const { get, goDown } = aCache();
  await get();
  goDown();
  await expect(get('a', () => true)).rejects.toThrow('down');
});

test('a key that is forgotten is opened anew, and other keys are not', async () => {
  const { cache, get, opened } = aCache();
  await get('a/1');
  await get('b/1');
  cache.forget((key) => key.startsWith('a/'));
  expect([await get('a/1'), await get('b/1')]).toEqual(['ticket-3', 'ticket-2']);
  expect(opened()).toBe(3);
});

test('a value that was being opened when its key was forgotten is not held', async () => {
  const { cache, get } = aCache();
  const first = get();
  cache.forget(() => true);
  expect(await first).toBe('ticket-1');
  expect(await get()).toBe('ticket-2');
});
