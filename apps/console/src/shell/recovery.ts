import type { ApolloClient } from '@apollo/client';
import { isTemporary, isTokenRefused, retryAfterSeconds } from '../api/failures.ts';
import { SignInServiceError } from '../api/sign-in-errors.ts';
import { staleness } from '../api/staleness.ts';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 10_000;
const SOON_MS = 1_000;

export interface Recovery {
  /** Starts after a failure that may pass: a banner shows it, and the screen is read again until that succeeds. */
  begin(error: unknown): void;
  /**
   * Reads everything on the screen again, because changes may have been missed. Calls within a second share one read.
   * A run that ends between the read and a slow subscription is missed by neither: each subscription begins with the
   * runs that ended in the last minutes.
   */
  readSoon(): void;
}

/** Makes the screen current again after an outage of the network, the gateway or the issuer. */
export function createRecovery(client: ApolloClient): Recovery {
  let isRunning = false;
  let isSoon = false;

  async function run(): Promise<void> {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      await pauseOrOnline(pauseMs);
      const failure = await readScreen(client);
      if (!failure) break;
      staleness.set(reasonOf(failure));
    }
    isRunning = false;
    staleness.set(undefined);
  }

  function begin(error: unknown): void {
    staleness.set(reasonOf(error));
    if (isRunning) return;
    isRunning = true;
    void run();
  }

  window.addEventListener('offline', () => begin(new TypeError('The browser is offline')));

  return {
    begin,
    readSoon() {
      if (isSoon) return;
      isSoon = true;
      setTimeout(async () => {
        isSoon = false;
        const failure = await readScreen(client);
        if (failure) begin(failure);
      }, SOON_MS);
    },
  };
}

/** @returns a failure that may pass, or undefined when none is left */
async function readScreen(client: ApolloClient): Promise<unknown> {
  const gateway = await fetch('/readyz').catch(() => undefined);
  if (!gateway || gateway.status >= 500) return new TypeError('The gateway is not ready');
  const queries = [...client.getObservableQueries()].filter(
    // Results outside of the cache are of one moment, such as the preview of a sync. They are read on request.
    (query) => query.options.initialFetchPolicy !== 'no-cache' || query.getCurrentResult().error,
  );
  const outcomes = await Promise.allSettled(queries.map((query) => query.refetch()));
  return outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason).find(isTemporary);
}

function reasonOf(error: unknown): string {
  if (!navigator.onLine) return 'You are offline.';
  if (error instanceof SignInServiceError) return 'The sign-in service does not answer.';
  if (isTokenRefused(error)) return 'Bucket Sync does not accept your sign-in at the moment.';
  if (retryAfterSeconds(error) !== undefined) return 'Bucket Sync received too many requests from you.';
  return 'Bucket Sync does not answer.';
}

/** Ends early when the browser is online again, for example after the computer was asleep. */
function pauseOrOnline(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      window.removeEventListener('online', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    window.addEventListener('online', end);
  });
}
