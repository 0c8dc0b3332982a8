import type { Caller } from '@bucket-sync/shared/auth';
import { callerKey } from '../limits/caller-key.ts';

/** WebSockets and event streams with a token: about 50 kB each, half a gigabyte in all. */
const MOST = { ofAll: 10_000, ofOrganization: 5_000, ofCaller: 1_000 };

/** The open WebSockets and event streams of all clients. */
export interface ClientConnections {
  /** @returns a function that ends the connection's count; null when the caller, its organization or all have enough */
  admit(caller: Caller): (() => void) | null;
}

export function createClientConnections(most = MOST): ClientConnections {
  let total = 0;
  const ofOrganizations = new Map<string, number>();
  const ofCallers = new Map<string, number>();
  return {
    admit(caller) {
      const { organizationId } = caller;
      const key = callerKey(caller);
      const isFull =
        total >= most.ofAll ||
        (ofOrganizations.get(organizationId) ?? 0) >= most.ofOrganization ||
        (ofCallers.get(key) ?? 0) >= most.ofCaller;
      if (isFull) return null;
      const count = (by: 1 | -1) => {
        total += by;
        add(ofOrganizations, organizationId, by);
        add(ofCallers, key, by);
      };
      count(1);
      return () => count(-1);
    },
  };
}

function add(counts: Map<string, number>, key: string, by: 1 | -1): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count > 0) counts.set(key, count);
  else counts.delete(key);
}
