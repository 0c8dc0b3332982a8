import type { Clock, LeaseStore } from '../domain/ports.ts';

/** Another replica takes over from a checker that died after this long; a living one renews three times as often. */
const LEASE_SECONDS = 15;
const RENEW_EVERY_MS = 5_000;
const POLL_MS = 200;

/**
 * Runs `work` while no other check of this connection runs, in any replica.
 *
 * @param isDone  asked while another check runs: true ends the waiting, since that check serves as well
 * @returns       what `work` returned, or undefined where another check served
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
  // A lease that is lost shows when the check is recorded: recording needs it.
  const renewal = setInterval(() => void store.takeLease(id, holder, LEASE_SECONDS).catch(() => {}), RENEW_EVERY_MS);
  try {
    return await work(holder);
  } finally {
    clearInterval(renewal);
    await store.releaseLease(id, holder);
  }
}
