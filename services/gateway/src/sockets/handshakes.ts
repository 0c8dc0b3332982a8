import type { WebSocket } from 'ws';

/** Sockets that are open and have not yet shown a token. */
export interface Handshakes {
  readonly size: number;
  /** Takes a socket in; where there are too many, the oldest of the address that has most is cut off for it. */
  add(socket: WebSocket, address: string): void;
  /** The socket has shown a valid token: it leaves the pool. */
  finish(socket: WebSocket): void;
}

export interface HandshakeLimits {
  /** Sockets without a token, over all addresses; about 20 kB each. */
  total: number;
  perAddress: number;
}

/**
 * An honest client shows its token within a round trip, so it is never the oldest for long: at 5,000 new sockets a
 * second, a socket keeps its place for 200 ms.
 */
export const HANDSHAKE_LIMITS: HandshakeLimits = { total: 2_000, perAddress: 1_000 };

export function createHandshakes(limits: HandshakeLimits = HANDSHAKE_LIMITS): Handshakes {
  // A Set keeps the order in which its sockets came.
  const byAddress = new Map<string, Set<WebSocket>>();
  const addressOf = new Map<WebSocket, string>();

  function remove(socket: WebSocket): void {
    const address = addressOf.get(socket);
    if (address === undefined) return;
    addressOf.delete(socket);
    const sockets = byAddress.get(address);
    sockets?.delete(socket);
    if (sockets?.size === 0) byAddress.delete(address);
  }

  function cutOffOldest(sockets: Set<WebSocket> | undefined): void {
    const [oldest] = sockets ?? [];
    if (!oldest) return;
    remove(oldest);
    // Not `close`: it waits up to 30 s for a peer that may never answer.
    oldest.terminate();
  }

  function largest(): Set<WebSocket> | undefined {
    let most: Set<WebSocket> | undefined;
    for (const sockets of byAddress.values()) if (sockets.size > (most?.size ?? 0)) most = sockets;
    return most;
  }

  return {
    get size() {
      return addressOf.size;
    },
    add(socket, address) {
      const sockets = byAddress.get(address) ?? new Set();
      if (sockets.size >= limits.perAddress) cutOffOldest(sockets);
      else if (addressOf.size >= limits.total) cutOffOldest(largest());
      byAddress.set(address, sockets);
      sockets.add(socket);
      addressOf.set(socket, address);
      socket.once('close', () => remove(socket));
    },
    finish: remove,
  };
}
