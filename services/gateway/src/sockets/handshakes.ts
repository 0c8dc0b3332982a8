import type { WebSocket } from 'ws';

/** Sockets that are open and have not yet shown a token. */
export interface Handshakes {
  readonly size: number;
  /** Adds a socket. When the pool is full, the oldest socket of the address with the most sockets is cut off. */
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
 * An honest client shows its token within one round trip. At 5,000 new sockets a second from one address, a socket
 * stays in the pool for 200 ms.
 */
const HANDSHAKE_LIMITS: HandshakeLimits = { total: 2_000, perAddress: 1_000 };

export function createHandshakes(limits: HandshakeLimits = HANDSHAKE_LIMITS): Handshakes {
  // A Set iterates in insertion order, so its first socket is the oldest.
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
    // `close` would wait up to 30 s for an answer of the peer.
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
