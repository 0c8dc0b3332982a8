import type { createConcurrencyLimit } from '../../src/aws/index.ts';

type Limit = ReturnType<typeof createConcurrencyLimit>;
type Connection = Parameters<Limit['runEach']>[0];

/** How many of 200 tasks of each of these connections run at the same time. */
export async function width(limit: Limit, ...connections: Connection[]): Promise<number> {
  let running = 0;
  let widest = 0;
  const work = (_item: undefined, leave: () => void) => {
    running += 1;
    widest = Math.max(widest, running);
    setImmediate(() => {
      running -= 1;
      leave();
    });
  };
  await Promise.all(
    connections.map((each) =>
      limit.runEach(
        each,
        Array.from({ length: 200 }, () => undefined),
        work,
      ),
    ),
  );
  return widest;
}

/** Runs one piece of work within the limit. */
export async function runOne<T>(limit: Limit, of: Connection, work: () => Promise<T>): Promise<T> {
  const results: Promise<T>[] = [];
  await limit.runEach(of, [work], (_work, leave) => results.push(work().finally(leave)));
  return results[0]!;
}
