/** What one caller has open: subscriptions, the different streams that feed them, and what an event of each costs. */
export interface Held {
  subscriptions: number;
  channels: number;
  cost: number;
}

/** Limits of one caller over all its sockets and streams. */
const MOST: Readonly<Held> = {
  subscriptions: 5_000,
  channels: 100,
  // The subgraph makes its part of each event before the gateway can pace it. Those of the console cost 107 each.
  cost: 30_000,
};

const WORDS: Readonly<Record<keyof Held, string>> = {
  subscriptions: `have ${MOST.subscriptions} subscriptions at a time`,
  channels: `have ${MOST.channels} different subscriptions at a time`,
  cost: `have subscriptions that cost ${MOST.cost} in total; ask for less in each`,
};

export interface HeldByCallers {
  /** @returns what is too much if the caller opens this too; null when it may */
  excess(callerKey: string, opened: Partial<Held>): string | null;
  add(callerKey: string, opened: Partial<Held>): void;
  remove(callerKey: string, closed: Partial<Held>): void;
}

export function createHeldByCallers(): HeldByCallers {
  const held = new Map<string, Held>();

  function change(callerKey: string, by: Partial<Held>, sign: 1 | -1): void {
    const now = held.get(callerKey) ?? { subscriptions: 0, channels: 0, cost: 0 };
    for (const what of WHAT) now[what] += sign * (by[what] ?? 0);
    if (WHAT.some((what) => now[what] > 0)) held.set(callerKey, now);
    else held.delete(callerKey);
  }

  return {
    excess(callerKey, opened) {
      const now = held.get(callerKey);
      const what = WHAT.find((each) => (opened[each] ?? 0) > 0 && (now?.[each] ?? 0) + opened[each]! > MOST[each]);
      return what === undefined ? null : `A caller may ${WORDS[what]}`;
    },
    add: (callerKey, opened) => change(callerKey, opened, 1),
    remove: (callerKey, closed) => change(callerKey, closed, -1),
  };
}

const WHAT = ['subscriptions', 'channels', 'cost'] as const satisfies (keyof Held)[];
