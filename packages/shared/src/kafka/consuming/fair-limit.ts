/** Runs work within a limit. @param lane  whose work it is, such as a run */
export type FairLimit = <Result>(lane: string, work: () => Promise<Result>) => Promise<Result>;

interface Lane {
  running: number;
  waiting: (() => void)[];
}

/**
 * Bounds the work that runs at the same time. A free slot goes to the lane with the least running work, so a lane with
 * much of it delays no other for longer than one piece of work takes.
 */
export function createFairLimit(most: number): FairLimit {
  const lanes = new Map<string, Lane>();
  let running = 0;

  const next = (): string | undefined => {
    let found: string | undefined;
    let fewest = Number.POSITIVE_INFINITY;
    for (const [name, lane] of lanes) {
      if (lane.waiting.length === 0 || lane.running >= fewest) continue;
      found = name;
      fewest = lane.running;
    }
    return found;
  };

  const startNext = () => {
    const name = running < most ? next() : undefined;
    if (name === undefined) return;
    const lane = lanes.get(name)!;
    // To the end: of lanes with as much running work, another one is next.
    lanes.delete(name);
    lanes.set(name, lane);
    running += 1;
    lane.running += 1;
    lane.waiting.shift()!();
  };

  return async (name, work) => {
    const lane = lanes.get(name) ?? { running: 0, waiting: [] };
    lanes.set(name, lane);
    const { promise: started, resolve } = Promise.withResolvers<void>();
    lane.waiting.push(resolve);
    startNext();
    await started;
    try {
      return await work();
    } finally {
      running -= 1;
      lane.running -= 1;
      if (lane.running + lane.waiting.length === 0) lanes.delete(name);
      startNext();
    }
  };
}
