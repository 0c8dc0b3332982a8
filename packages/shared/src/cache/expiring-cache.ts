export interface ExpiringCache<Value> {
  /**
   * The cached value for `key`, or a new one. Concurrent callers share one call of `open`. A cached value is returned
   * without a promise, which would cost each read of a sync more than the lookup.
   *
   * @param open        receives the value that was refused, if one was
   * @param isRefused   true for a value that must not be returned again, such as a session that AWS reports as ended
   * @throws            the error of `open`, unless the cached value is still usable
   */
  get(
    key: string,
    open: (refused: Value | undefined) => Promise<Value>,
    isRefused?: (value: Value) => boolean,
  ): Value | Promise<Value>;
  /** Drops the values of these keys; a value that is being opened is returned to its callers and not held. */
  forget(isForgotten: (key: string) => boolean): void;
}

interface Entry<Value> {
  value?: Value;
  opening?: Promise<Value>;
}

/**
 * Caches values that expire, such as temporary credentials, and renews each value before it expires.
 *
 * @param renewBeforeMs   a value with less time left is renewed at its next use
 * @param spentBeforeMs   a value with less time left is not returned, even if renewal fails
 */
export function createExpiringCache<Value>(options: {
  expiresAt: (value: Value) => Date;
  renewBeforeMs: number;
  spentBeforeMs: number;
  now?: () => number;
}): ExpiringCache<Value> {
  const { expiresAt, renewBeforeMs, spentBeforeMs, now = Date.now } = options;
  const entries = new Map<string, Entry<Value>>();
  const lasts = (value: Value, ms: number) => expiresAt(value).getTime() - now() > ms;

  const dropSpent = () => {
    for (const [key, { value, opening }] of entries) {
      if (!opening && (value === undefined || !lasts(value, spentBeforeMs))) entries.delete(key);
    }
  };
  const renew = (entry: Entry<Value>, open: () => Promise<Value>): Promise<Value> => {
    entry.opening ??= open()
      .then((value) => {
        entry.value = value;
        return value;
      })
      .finally(() => {
        entry.opening = undefined;
      });
    return entry.opening;
  };

  const renewed = async (key: string, open: () => Promise<Value>, fallback: Value | undefined): Promise<Value> => {
    dropSpent();
    const entry = entries.get(key) ?? {};
    entries.set(key, entry);
    try {
      return await renew(entry, open);
    } catch (error) {
      if (fallback !== undefined && lasts(fallback, spentBeforeMs)) return fallback;
      throw error;
    }
  };

  return {
    get(key, open, isRefused = () => false) {
      const value = entries.get(key)?.value;
      const refused = value !== undefined && isRefused(value) ? value : undefined;
      const usable = refused === undefined ? value : undefined;
      if (usable !== undefined && lasts(usable, renewBeforeMs)) return usable;
      return renewed(key, () => open(refused), usable);
    },
    forget(isForgotten) {
      for (const key of entries.keys()) if (isForgotten(key)) entries.delete(key);
    },
  };
}
