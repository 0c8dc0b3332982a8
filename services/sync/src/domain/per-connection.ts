import type { BucketTarget } from './ports.ts';

type Connection = Pick<BucketTarget, 'organizationId' | 'connectionId'>;

export interface PerConnection<Value> {
  /** The connection's own value, which this call may make. */
  of(connection: Connection): Value;
  values(): readonly Value[];
}

/** The longest time that a message waits for its bucket. What was learnt about a bucket before is stale. */
const FORGET_AFTER_MS = 10 * 60_000;

/**
 * What a process learns about each bucket. When a further one is made, those that were not used for ten minutes go.
 *
 * @param isInUse  true for a value that stays, although it was not asked for
 */
export function perConnection<Value>(options: {
  make: () => Value;
  isInUse?: (value: Value) => boolean;
  now?: () => number;
}): PerConnection<Value> {
  const { make, isInUse = () => false, now = Date.now } = options;
  const entries = new Map<string, { value: Value; usedAt: number }>();
  /** A list of its own: it is asked for at every read, and changes rarely. */
  let values: Value[] = [];

  const dropIdle = () => {
    for (const [key, { value, usedAt }] of entries) {
      if (now() - usedAt > FORGET_AFTER_MS && !isInUse(value)) entries.delete(key);
    }
  };

  return {
    of({ organizationId, connectionId }) {
      const key = `${organizationId}/${connectionId}`;
      let entry = entries.get(key);
      if (!entry) {
        dropIdle();
        entry = { value: make(), usedAt: 0 };
        entries.set(key, entry);
        values = Array.from(entries.values(), (each) => each.value);
      }
      entry.usedAt = now();
      return entry.value;
    },
    values: () => values,
  };
}
