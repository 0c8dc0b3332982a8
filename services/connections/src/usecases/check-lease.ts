import type { Clock, LeaseStore } from '../domain/ports.ts';

/** Another replica takes over this long after a checker died. A living checker renews three times as often. */
const LEASE_SECONDS = 15;
const RENEW_EVERY_MS = 5_000;
const POLL_MS = 200;

/**
 * Runs `work` while no other check of this connection runs, in any replica.
 *
 * @param isDone  called while another check runs: true ends the wait, because that check's result suffices
 * @returns       the result of `work`, or undefined when another check sufficed
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
  // A lost lease is noticed when the check is recorded, because recording requires the lease.
  const renewal = setInterval(() => void store.takeLease(id, holder, LEASE_SECONDS).catch(() => {}), RENEW_EVERY_MS);
  try {
    return await work(holder);
  } finally {
    clearInterval(renewal);
    await store.releaseLease(id, holder);
  }
}
