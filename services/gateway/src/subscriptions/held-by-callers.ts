import type { Caller } from '@bucket-sync/shared/auth';
import { callerKey } from '../limits/caller-key.ts';

/**
 * What one caller or organization has open: subscriptions, the different streams that feed them, and what an event of
 * each costs.
 */
export interface Held {
  subscriptions: number;
  channels: number;
  cost: number;
}

/** Limits of one caller over all its sockets and streams. */
const MOST_OF_CALLER: Readonly<Held> = {
  subscriptions: 5_000,
  channels: 100,
  // The subgraph makes its part of each event before the gateway can pace it. Those of the console cost 107 each.
  cost: 30_000,
};

/** A channel is a connection to a subgraph, of which 28,000 are possible. A page of the console has a few. */
const MOST_OF_ORGANIZATION: Readonly<Held> = { subscriptions: 15_000, channels: 2_000, cost: 600_000 };

const WORDS: Readonly<Record<keyof Held, (most: number) => string>> = {
  subscriptions: (most) => `have ${most} subscriptions at a time`,
  channels: (most) => `have ${most} different subscriptions at a time`,
  cost: (most) => `have subscriptions that cost ${most} in total; ask for less in each`,
};

export interface HeldByCallers {
  /** @returns what is too much for the caller or its organization if the caller opens this too; null when it may */
  excess(caller: Caller, opened: Partial<Held>): string | null;
  add(caller: Caller, opened: Partial<Held>): void;
  remove(caller: Caller, closed: Partial<Held>): void;
}

export function createHeldByCallers(): HeldByCallers {
  const callers = createHeld(MOST_OF_CALLER);
  const organizations = createHeld(MOST_OF_ORGANIZATION);
  const change = (caller: Caller, by: Partial<Held>, sign: 1 | -1) => {
    callers.change(callerKey(caller), by, sign);
    organizations.change(caller.organizationId, by, sign);
  };
  return {
    excess(caller, opened) {
      const ofCaller = callers.excess(callerKey(caller), opened);
      if (ofCaller !== null) return `A caller may ${ofCaller}`;
      const ofOrganization = organizations.excess(caller.organizationId, opened);
      return ofOrganization === null ? null : `An organization may ${ofOrganization}`;
    },
    add: (caller, opened) => change(caller, opened, 1),
    remove: (caller, closed) => change(caller, closed, -1),
  };
}

function createHeld(most: Readonly<Held>) {
  const held = new Map<string, Held>();
  return {
    change(key: string, by: Partial<Held>, sign: 1 | -1): void {
      const now = held.get(key) ?? { subscriptions: 0, channels: 0, cost: 0 };
      for (const what of WHAT) now[what] += sign * (by[what] ?? 0);
      if (WHAT.some((what) => now[what] > 0)) held.set(key, now);
      else held.delete(key);
    },
    excess(key: string, opened: Partial<Held>): string | null {
      const now = held.get(key);
      const what = WHAT.find((each) => (opened[each] ?? 0) > 0 && (now?.[each] ?? 0) + opened[each]! > most[each]);
      return what === undefined ? null : WORDS[what](most[what]);
    },
  };
}

const WHAT = ['subscriptions', 'channels', 'cost'] as const satisfies (keyof Held)[];
