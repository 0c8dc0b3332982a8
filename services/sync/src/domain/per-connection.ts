import type { BucketTarget } from './ports.ts';

type Connection = Pick<BucketTarget, 'organizationId' | 'connectionId'>;

export interface PerConnection<Value> {
  /** The connection's own value, which this call may make. */
  of(connection: Connection): Value;
  values(): readonly Value[];
}

interface Entry<Value> {
  value: Value;
  usedAt: number;
}

/** The longest time that a message waits for its bucket. What was learnt about a bucket before is stale. */
const FORGET_AFTER_MS = 10 * 60_000;

/**
 * What a process learns about each bucket. A value that was not used for ten minutes is forgotten.
 *
 * @param isInUse  true for a value that stays, although it was not asked for
 */
export function perConnection<Value>(options: {
  make: () => Value;
  isInUse?: (value: Value) => boolean;
  now?: () => number;
}): PerConnection<Value> {
  const { make, isInUse = () => false, now = Date.now } = options;
  const entries = new Map<string, Entry<Value>>();
  /** Every read of a batch asks with the same object, and a new text would be hashed each time. */
  const keys = new WeakMap<Connection, string>();
  /** A list of its own: it is asked for at every read, and changes rarely. */
  let values: Value[] = [];

  /** A value in use counts as used now. */
  const isStale = (entry: Entry<Value>, at: number): boolean => {
    if (isInUse(entry.value)) entry.usedAt = at;
    return at - entry.usedAt > FORGET_AFTER_MS;
  };

  const dropStale = (at: number) => {
    for (const [key, entry] of entries) if (isStale(entry, at)) entries.delete(key);
  };

  return {
    of(connection) {
      let key = keys.get(connection);
      if (key === undefined) {
        key = `${connection.organizationId}/${connection.connectionId}`;
        keys.set(connection, key);
      }
      const at = now();
      let entry = entries.get(key);
      if (!entry || isStale(entry, at)) {
        dropStale(at);
        entry = { value: make(), usedAt: 0 };
        entries.set(key, entry);
        values = Array.from(entries.values(), (each) => each.value);
      }
      entry.usedAt = at;
      return entry.value;
    },
    values: () => values,
  };
}
