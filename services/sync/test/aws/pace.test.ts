import { expect, test } from 'vitest';
import { createPace } from '../../src/aws/index.ts';

/** How many of 200 pieces of work are under way at once. */
async function width(pace: ReturnType<typeof createPace>): Promise<number> {
  let running = 0;
  let widest = 0;
  await Promise.all(
    Array.from({ length: 200 }, () =>
      pace.run(async () => {
        running += 1;
        widest = Math.max(widest, running);
        await new Promise(setImmediate);
        running -= 1;
      }),
    ),
  );
  return widest;
}

test('each SlowDown halves what is under way, down to one, and good reads bring it back step by step', async () => {
  const pace = createPace(64);
  expect(await width(pace)).toBe(64);
  pace.slower();
  expect(await width(pace)).toBe(32);
  for (let n = 0; n < 10; n += 1) pace.slower();
  expect(await width(pace)).toBe(1);
  for (let n = 0; n < 200; n += 1) pace.faster();
  expect(await width(pace)).toBe(3);
  for (let n = 0; n < 100_000; n += 1) pace.faster();
  expect(await width(pace)).toBe(64);
});
