import type { Clock } from './clock.ts';

/** A checker that dies is replaced after this long; one that lives says so three times in it. */
const LEASE_SECONDS = 15;
const RENEW_EVERY_MS = 5_000;
const POLL_MS = 200;

export interface LeaseStore {
  takeLease(id: string, holder: string, seconds: number): Promise<boolean>;
  releaseLease(id: string, holder: string): Promise<void>;
}

/**
 * Runs `work` while no other check of this connection runs, in any replica.
 *
 * @param isDone  asked while another checks: true ends the waiting, since the other's check serves as well
 * @returns       what `work` returned, or undefined where another's check served
 */
export async function withCheckLease<T>(
  parts: { store: LeaseStore; clock: Clock; newHolder: () => string },
  id: string,
  isDone: () => Promise<boolean>,
  work: (holder: string) => Promise<T>,
): Promise<T | undefined> {
  const { store, clock } = parts;
  const holder = parts.newHolder();
  while (!(await store.takeLease(id, holder, LEASE_SECONDS))) {
    await clock.wait(POLL_MS);
    if (await isDone()) return undefined;
  }
  // A renewal that fails shows when the check is recorded: that asks for the lease again.
  const renewal = setInterval(() => void store.takeLease(id, holder, LEASE_SECONDS).catch(() => {}), RENEW_EVERY_MS);
  try {
    return await work(holder);
  } finally {
    clearInterval(renewal);
    await store.releaseLease(id, holder);
  }
}
