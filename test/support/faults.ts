import { administer } from './sandbox.ts';

/** A fault of the sandbox: the requests that it affects, and the answer that these receive. */
interface Fault {
  match: {
    bucket?: string;
    operation: string;
    key?: string;
    keyPrefix?: string;
    accessKeyIdPrefix?: string;
    region?: string;
  };
  effect:
    | { kind: 'internal-error' | 'hang' | 'reset-in-body' | 'throttle' | 'expired-token' | 'delay' }
    | { kind: 'error'; status: number; code: string; message: string };
  /** The number of requests that it affects; all by default. */
  times?: number;
  /** Milliseconds before the effect. */
  delayMs?: number;
}

/** @returns a function that clears the fault */
export async function fail(fault: Fault): Promise<() => Promise<unknown>> {
  const { id } = await administer<{ id: string }>('faults', fault);
  return () => administer(`faults?id=${id}`, {}, 'DELETE');
}

/** The faults of one bucket. Tests that run at the same time have buckets of their own. */
export function faultsOf(bucket: string) {
  const clearings: (() => Promise<unknown>)[] = [];
  return {
    async fail(kind: 'internal-error' | 'hang' | 'reset-in-body', key?: string): Promise<void> {
      clearings.push(await fail({ match: { bucket, operation: 'GetObject', ...(key && { key }) }, effect: { kind } }));
    },
    /** All reads of keys with this prefix fail. */
    async failWithin(keyPrefix: string): Promise<void> {
      const match = { bucket, operation: 'GetObject', keyPrefix };
      clearings.push(await fail({ match, effect: { kind: 'internal-error' } }));
    },
    async clear(): Promise<void> {
      for (const clear of clearings.splice(0)) await clear();
    },
  };
}
