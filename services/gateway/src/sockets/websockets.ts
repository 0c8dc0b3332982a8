import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Running } from '@bucket-sync/shared/lifecycle';
import type { Logger } from '@bucket-sync/shared/log';
import { CloseCode, handleProtocols } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Bearer } from '../auth/verify-token.ts';
import type { Allowances } from '../limits/allowances.ts';
import { isNestedTooDeep } from '../limits/nesting.ts';
import type { ClientConnections } from '../subscriptions/client-connections.ts';
import { createPacedWriter } from '../subscriptions/paced-writer.ts';
import { createHandshakes, type HandshakeLimits } from './handshakes.ts';
import { createMessageBudget } from './message-budget.ts';
import { type createSocketProtocol, isOfServer, type SocketParts, TRY_AGAIN_LATER } from './protocol.ts';
import { createSocketReplies } from './replies.ts';

/** The default of ws is 100 MiB. The largest allowed document with its variables is far smaller. */
const MAX_PAYLOAD_BYTES = 64 * 1024;

/** Above this a client lags: events wait, and a later state replaces an earlier one. */
const MAX_BUFFERED_BYTES = 64 * 1024;

/** The interval of pings. A peer that vanished silently is found within two intervals. */
const PING_EVERY_MS = 15_000;

/** How long a peer has to answer a close frame; ws alone would wait 30 s. */
const CLOSE_WAIT_MS = 1_000;

/** RFC 6455, 7.4.1: the server goes down; graphql-ws's client connects again. */
const GOING_AWAY = 1001;

export interface WebSockets extends Running {
  /** False when the caller, its organization or the gateway has too many sockets. */
  admit(bearer: Bearer, socket: WebSocket): boolean;
  /** Sockets that have shown a token, and those that have not yet. */
  counts(): { admitted: number; handshakes: number };
  accept(protocol: ReturnType<typeof createSocketProtocol>, server: Server): void;
}

/**
 * WebSockets at `paths`. A browser sends its page's origin, which must be `origin`. A client without an Origin header
 * is not a browser and needs only a token.
 */
export function createWebSockets(options: {
  paths: readonly string[];
  origin: string;
  handshakeLimits?: HandshakeLimits;
  /** Proxies in front that add to X-Forwarded-For. */
  proxyCount?: number;
  connections: ClientConnections;
  allowances: Pick<Allowances, 'message'>;
  log: Logger;
}): WebSockets {
  const { paths, origin, proxyCount = 0, connections, allowances, log } = options;
  const handshakes = createHandshakes(options.handshakeLimits);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_PAYLOAD_BYTES,
    perMessageDeflate: false,
    handleProtocols,
  });
  let admitted = 0;
  const answered = new WeakSet<WebSocket>();

  const pings = setInterval(() => {
    for (const socket of sockets.clients) {
      if (!answered.delete(socket)) socket.terminate();
      else socket.ping();
    }
  }, PING_EVERY_MS);
  pings.unref();

  function accept(protocol: ReturnType<typeof createSocketProtocol>, server: Server): void {
    server.on('upgrade', (request, connection, head) => {
      // Without a listener, a peer that resets its connection here ends the process.
      connection.on('error', (error) => log.debug({ error }, 'connection broke at its upgrade'));
      const refusal = refusalOf(request);
      if (refusal) return refuse(connection, refusal);
      sockets.handleUpgrade(request, connection, head, (socket) => serve(protocol, socket, request));
    });
  }

  function refusalOf(request: IncomingMessage): string | undefined {
    if (!paths.includes(request.url?.split('?')[0] ?? '')) return '404 Not Found';
    if (request.headers.origin !== undefined && request.headers.origin !== origin) return '403 Forbidden';
    return undefined;
  }

  function serve(protocol: ReturnType<typeof createSocketProtocol>, socket: WebSocket, request: IncomingMessage): void {
    const resume = () => {
      if (socket.bufferedAmount < MAX_BUFFERED_BYTES) writer.resume();
    };
    const writer = createPacedWriter((frame) => {
      if (socket.readyState !== socket.OPEN) return true;
      socket.send(frame, resume);
      return socket.bufferedAmount < MAX_BUFFERED_BYTES;
    });
    const parts: SocketParts = { socket, writer, authorization: request.headers.authorization };
    const mayGoOn = createMessageBudget(allowances, () => parts.bearer);
    const isRefused = () => {
      if (socket.readyState === socket.OPEN && !mayGoOn()) {
        closeSoon(socket, TRY_AGAIN_LATER, 'Too many messages');
        socket.pause();
      }
      // Messages that have arrived together with a refused one are refused too.
      return socket.readyState !== socket.OPEN;
    };
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: createSocketReplies(socket),
        close: (code, reason) => closeSoon(socket, code ?? CloseCode.InternalServerError, reason ?? ''),
        onMessage: (handle) =>
          socket.on('message', (message) => {
            if (isRefused()) return;
            const text = String(message);
            if (isNestedTooDeep(text)) return closeSoon(socket, CloseCode.BadRequest, 'JSON is nested too deep');
            if (isOfServer(text)) return closeSoon(socket, CloseCode.BadRequest, 'Invalid message received');
            handle(text).catch((error) => {
              log.error({ error }, 'socket message could not be handled');
              closeSoon(socket, CloseCode.InternalServerError, 'Internal server error');
            });
          }),
      },
      parts,
    );
    handshakes.add(socket, addressOf(request, proxyCount));
    answered.add(socket);
    socket.on('ping', isRefused);
    socket.on('pong', () => {
      if (!isRefused()) answered.add(socket);
    });
    // After a message that is too large or malformed, ws itself closes the socket with the matching code.
    socket.on('error', (error) => {
      log.debug({ error }, 'socket broke');
      terminateSoon(socket);
    });
    socket.once('close', (code, reason) => void closed(code, String(reason)));
  }

  return {
    accept,
    counts: () => ({ admitted, handshakes: handshakes.size }),
    admit({ caller }, socket) {
      const leave = connections.admit(caller);
      if (!leave) return false;
      admitted += 1;
      socket.once('close', () => {
        admitted -= 1;
        leave();
      });
      handshakes.finish(socket);
      return true;
    },
    async stop() {
      clearInterval(pings);
      for (const socket of sockets.clients) socket.close(GOING_AWAY, 'Going away');
      const late = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate();
      }, CLOSE_WAIT_MS);
      await new Promise<void>((resolve) => sockets.close(() => resolve()));
      clearTimeout(late);
    },
  };
}

/** Closes with a code that the client can read, and does not wait long for the client to answer. */
export function closeSoon(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, reason);
  terminateSoon(socket);
}

function terminateSoon(socket: WebSocket): void {
  const late = setTimeout(() => socket.terminate(), CLOSE_WAIT_MS);
  socket.once('close', () => clearTimeout(late));
}

/** The peer's address. Behind proxies, the address that the outermost of our own proxies recorded. */
function addressOf(request: IncomingMessage, proxyCount: number): string {
  const peer = request.socket.remoteAddress ?? '';
  const forwarded = String(request.headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((each) => each.trim());
  return (proxyCount > 0 && forwarded.at(-proxyCount)) || peer;
}

/** A peer that keeps its half of the connection open does not hold ours: HTTP's time limits end with an upgrade. */
function refuse(connection: Duplex, status: string): void {
  connection.once('finish', () => connection.destroy());
  connection.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
