import { Connection, type Origin } from './connection.ts';
import type { Carrier, Exchange } from './exchange.ts';

/** The connections to one origin. */
export class Pool implements Carrier {
  readonly #origin: Origin;
  readonly #most: number;
  readonly #all = new Set<Connection>();
  /** The one that was used last is used next, so the others become idle and are closed. */
  readonly #free: Connection[] = [];
  readonly #waiting = new Set<Exchange>();
  #stopped: PromiseWithResolvers<void> | null = null;

  /** @param most  further requests wait */
  constructor(origin: string, most: number) {
    const { protocol, hostname, port } = new URL(origin);
    const isTls = protocol === 'https:';
    const host = hostname.replace(/^\[|\]$/g, '');
    this.#origin = { isTls, hostname: host, port: Number(port) || (isTls ? 443 : 80), session: undefined };
    this.#most = most;
  }

  send(exchange: Exchange): void {
    const connection = this.#free.pop();
    if (connection) connection.send(exchange);
    else this.#sendOnNew(exchange);
  }

  /** Of an exchange that waits. */
  abort(exchange: Exchange, reason: Error): void {
    if (this.#waiting.delete(exchange)) exchange.failed(reason);
  }

  /** Closes what is idle or silent. Returns true when no connection is left. */
  sweep(now: number, silentMs: number): boolean {
    for (const connection of this.#all) connection.sweep(now, silentMs);
    return this.#all.size === 0;
  }

  /** Resolves when the requests in flight have ended. */
  stop(): Promise<void> {
    this.#stopped = Promise.withResolvers();
    for (const connection of this.#free) connection.destroy();
    if (this.#all.size === 0) this.#stopped.resolve();
    return this.#stopped.promise;
  }

  onFree(connection: Connection): void {
    const next = this.#nextWaiting();
    if (next) connection.send(next);
    else if (this.#stopped) connection.destroy();
    else this.#free.push(connection);
  }

  onClosed(connection: Connection, unanswered: Exchange | null): void {
    this.#all.delete(connection);
    const at = this.#free.indexOf(connection);
    if (at >= 0) this.#free.splice(at, 1);
    const next = unanswered ?? this.#nextWaiting();
    if (next) this.#sendOnNew(next);
    if (this.#all.size === 0) this.#stopped?.resolve();
  }

  #nextWaiting(): Exchange | undefined {
    for (const exchange of this.#waiting) {
      this.#waiting.delete(exchange);
      return exchange;
    }
    return undefined;
  }

  #sendOnNew(exchange: Exchange): void {
    if (this.#all.size >= this.#most) {
      exchange.carrier = this;
      this.#waiting.add(exchange);
      return;
    }
    const connection = new Connection(this.#origin, this);
    this.#all.add(connection);
    connection.send(exchange);
  }
}
