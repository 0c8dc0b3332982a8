/** Why the screen may be old, or undefined while it is current. Screens keep their data, and a banner shows why. */
let reason: string | undefined;
const listeners = new Set<() => void>();

export const staleness = {
  reason: () => reason,
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  },
  set(next: string | undefined) {
    if (next === reason) return;
    reason = next;
    for (const listener of listeners) listener();
  },
};
