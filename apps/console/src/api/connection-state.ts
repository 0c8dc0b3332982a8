/** Whether the gateway answers. While it does not, screens keep their data and a banner says that it may be old. */
export type ConnectionState = 'online' | 'offline';

let state: ConnectionState = 'online';
const listeners = new Set<() => void>();

export const connectionState = {
  read: () => state,
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  },
  set(next: ConnectionState) {
    if (next === state) return;
    state = next;
    for (const listener of listeners) listener();
  },
};
