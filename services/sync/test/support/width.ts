import type { createConcurrencyLimit } from '../../src/aws/index.ts';

type Limit = ReturnType<typeof createConcurrencyLimit>;

/** How many of 200 pieces of work of each of these connections are under way at once. */
export async function width(limit: Limit, ...connections: Parameters<Limit['run']>[0][]): Promise<number> {
  let running = 0;
  let widest = 0;
  const work = async () => {
    running += 1;
    widest = Math.max(widest, running);
    await new Promise(setImmediate);
    running -= 1;
  };
  await Promise.all(Array.from({ length: 200 }, () => connections.map((each) => limit.run(each, work))).flat());
  return widest;
}
