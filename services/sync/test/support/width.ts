import type { createPace } from '../../src/aws/index.ts';

type Pace = ReturnType<typeof createPace>;

/** How many of 200 pieces of work of each of these connections are under way at once. */
export async function width(pace: Pace, ...connections: Parameters<Pace['run']>[0][]): Promise<number> {
  let running = 0;
  let widest = 0;
  const work = async () => {
    running += 1;
    widest = Math.max(widest, running);
    await new Promise(setImmediate);
    running -= 1;
  };
  await Promise.all(Array.from({ length: 200 }, () => connections.map((each) => pace.run(each, work))).flat());
  return widest;
}
