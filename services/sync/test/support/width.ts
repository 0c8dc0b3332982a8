import type { createConcurrencyLimit } from '../../src/aws/index.ts';

type Limit = ReturnType<typeof createConcurrencyLimit>;

/** How many of 200 tasks of each of these connections run at the same time. */
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
