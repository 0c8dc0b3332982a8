import { expect, test } from 'vitest';
import { createFairLimit } from '../../../src/kafka/consuming/fair-limit.ts';

/** A limit whose work ends when the test says so. */
function openLimit(most: number) {
  const limit = createFairLimit(most);
  const begun: string[] = [];
  const ends = new Map<string, PromiseWithResolvers<void>>();
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    begun,
    add(lane: string, name: string) {
      ends.set(name, Promise.withResolvers());
      return limit(lane, () => {
        begun.push(name);
        return ends.get(name)!.promise;
      });
    },
    async end(name: string) {
      ends.get(name)!.resolve();
      await settled();
    },
    async fail(name: string) {
      ends.get(name)!.reject(new Error(name));
      await settled();
    },
    settled,
  };
}

test('a free place goes to the lane with the least running work, and each lane keeps its order', async () => {
  const limit = openLimit(3);
  for (const name of ['a1', 'a2', 'a3', 'a4', 'a5']) void limit.add('a', name);
  void limit.add('b', 'b1');
  void limit.add('b', 'b2');
  await limit.settled();
  expect(limit.begun).toEqual(['a1', 'a2', 'a3']);
  await limit.end('a2');
  expect(limit.begun.slice(3)).toEqual(['b1']);
  await limit.end('a1');
  await limit.end('a3');
  expect(limit.begun.slice(4)).toEqual(['a4', 'b2']);
});

test('work that fails frees its place, and its caller gets the error', async () => {
  const limit = openLimit(1);
  const failed = limit.add('a', 'a1');
  void limit.add('b', 'b1');
  await limit.settled();
  await Promise.all([expect(failed).rejects.toThrow('a1'), limit.fail('a1')]);
  expect(limit.begun).toEqual(['a1', 'b1']);
});
