import net from 'node:net';
import tls from 'node:tls';
import { toError } from '@bucket-sync/shared/errors';
import type { Carrier, Exchange } from './exchange.ts';
import { type HttpAnswer, Response } from './response.ts';

export interface Origin {
  isTls: boolean;
  hostname: string;
  port: number;
  /** Of the last TLS connection, so that the next one needs no full handshake. */
  session: Buffer | undefined;
}

/** What becomes of a connection. */
export interface Uses {
  /** An answer has arrived, and a further request may be sent. */
  onFree(connection: Connection): void;
  /** @param unanswered  its server closed the connection before the first byte of an answer, after others before */
  onClosed(connection: Connection, unanswered: Exchange | null): void;
}

/** S3 closes a connection after some 20 s without a request. */
const IDLE_MS = 20_000;
/** The time by which the client is ahead of the server, which would close the connection under a request. */
const AHEAD_MS = 1_000;

/**
 * A host of S3 has eight addresses. By default Node gives each up after 250 ms, and a handshake with the other side of
 * the earth takes longer. It would try all eight, and each new connection would take 2 s.
 */
const ADDRESS_MS = 1_500;

/**
 * All sockets read into the same bytes, which are copied before the next read. Otherwise Node allocates 64 KiB for
 * each read and shrinks them.
 */
const received = Buffer.allocUnsafeSlow(64 * 1_024);

/** A socket that carries one GET at a time. */
export class Connection implements Carrier {
  readonly #socket: net.Socket;
  readonly #uses: Uses;
  #exchange: Exchange | null = null;
  /** Made when the first bytes arrive: while a request waits for them, it takes that much less memory. */
  #response: Response | null = null;
  #answers = 0;
  #activeAt = 0;
  #idleMs = IDLE_MS;

  constructor(origin: Origin, uses: Uses) {
    this.#uses = uses;
    this.#socket = connect(origin, (bytes) => this.#receive(bytes));
    this.#socket.setNoDelay(true);
    let failure: Error | null = null;
    this.#socket.on('error', (error) => {
      failure = error;
    });
    this.#socket.on('end', () => this.#end());
    this.#socket.on('close', () => this.#closed(failure ?? new Error('the server closed the connection')));
  }

  send(exchange: Exchange): void {
    exchange.carrier = this;
    this.#exchange = exchange;
    this.#activeAt = performance.now();
    this.#socket.write(exchange.head, 'latin1');
  }

  /** Ends the request in flight, and with it the connection. */
  abort(exchange: Exchange, error: Error): void {
    if (this.#exchange === exchange) this.#fail(error);
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Ends a request without an answer for this time, and a connection without a request for too long. */
  sweep(now: number, silentMs: number): void {
    const passedMs = now - this.#activeAt;
    if (this.#exchange === null) {
      if (passedMs > this.#idleMs) this.destroy();
    } else if (passedMs > silentMs) {
      this.#fail(new Error(`nothing arrived for ${silentMs / 1_000} seconds`));
    }
  }

  #receive(bytes: Buffer): void {
    // No request was sent for these bytes.
    if (this.#exchange === null) {
      this.destroy();
      return;
    }
    this.#response ??= new Response(this.#exchange.mostBytes);
    const response = this.#response;
    this.#activeAt = performance.now();
    try {
      response.add(bytes);
    } catch (error) {
      this.#fail(toError(error));
      return;
    }
    if (response.answer !== null) this.#answered(response, response.answer);
  }

  #answered(response: Response, answer: HttpAnswer): void {
    const exchange = this.#exchange!;
    this.#exchange = null;
    this.#response = null;
    this.#answers += 1;
    const { isAllowed, idleMs } = response.keepAlive;
    if (idleMs !== null) this.#idleMs = Math.min(IDLE_MS, idleMs - AHEAD_MS);
    if (isAllowed && this.#idleMs > 0) this.#uses.onFree(this);
    else this.destroy();
    exchange.done(answer);
  }

  #end(): void {
    const response = this.#response;
    if (response === null) return;
    response.end();
    if (response.answer !== null) this.#answered(response, response.answer);
  }

  #fail(error: Error): void {
    const exchange = this.#exchange;
    this.#exchange = null;
    this.#response = null;
    this.destroy();
    exchange?.failed(error);
  }

  #closed(error: Error): void {
    const exchange = this.#exchange;
    const isUnanswered = exchange !== null && this.#answers > 0 && this.#response === null;
    this.#exchange = null;
    this.#response = null;
    this.#uses.onClosed(this, isUnanswered ? exchange : null);
    if (!isUnanswered) exchange?.failed(error);
  }
}

function connect(origin: Origin, receive: (bytes: Buffer) => void): net.Socket {
  const { hostname: host, port } = origin;
  const onread = {
    buffer: received,
    callback: (count: number) => {
      receive(received.subarray(0, count));
      return true;
    },
  };
  const address = { host, port, autoSelectFamilyAttemptTimeout: ADDRESS_MS };
  if (!origin.isTls) return net.connect({ ...address, onread });
  const servername = net.isIP(host) ? '' : host;
  // The types of tls.connect lack `onread`; its documentation has it.
  const options = { ...address, servername, session: origin.session, ALPNProtocols: ['http/1.1'], onread };
  const socket = tls.connect(options);
  socket.on('session', (next) => {
    origin.session = next;
  });
  return socket;
}
