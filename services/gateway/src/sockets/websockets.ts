import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Running } from '@bucket-sync/shared/lifecycle';
import type { Logger } from '@bucket-sync/shared/log';
import { CloseCode, handleProtocols } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Bearer } from '../auth/verify-token.ts';
import { createPacedWriter } from '../subscriptions/paced-writer.ts';
import type { createSocketProtocol } from './protocol.ts';
import { createSocketReplies } from './replies.ts';

/** ws would take 100 MiB. A document of the largest size allowed, with its variables, is far below. */
const MAX_PAYLOAD_BYTES = 64 * 1024;

/** Above this a client is behind: what comes waits, and later states take the place of earlier ones. */
const MAX_BUFFERED_BYTES = 64 * 1024;

/** About 50 kB each: half a gigabyte. */
const MAX_SOCKETS = 10_000;
const MAX_SOCKETS_PER_CALLER = 1_000;

/** A peer that is gone without a word is found within two of these. */
const PING_EVERY_MS = 15_000;
const CLOSE_WAIT_MS = 1_000;
const GOING_AWAY = 1001;

export interface WebSockets extends Running {
  /** Whether the caller of this socket may have one more. */
  admit(bearer: Bearer, socket: WebSocket): boolean;
  open(): number;
  accept(protocol: ReturnType<typeof createSocketProtocol>, server: Server): void;
}

/**
 * WebSockets at `paths`. A browser's page must be of `origin`; whoever sends no Origin is no browser and needs nothing
 * but a token.
 */
export function createWebSockets(options: { paths: readonly string[]; origin: string; log: Logger }): WebSockets {
  const { paths, origin, log } = options;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_PAYLOAD_BYTES,
    perMessageDeflate: false,
    handleProtocols,
  });
  const perCaller = new Map<string, number>();
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
      // Without a listener a peer that resets its connection here would end the process.
      connection.on('error', (error) => log.debug({ error }, 'connection broke at its upgrade'));
      const refusal = refusalOf(request);
      if (refusal) return refuse(connection, refusal);
      sockets.handleUpgrade(request, connection, head, (socket) => serve(protocol, socket, request));
    });
  }

  function refusalOf(request: IncomingMessage): string | undefined {
    if (!paths.includes(request.url?.split('?')[0] ?? '')) return '404 Not Found';
    if (request.headers.origin !== undefined && request.headers.origin !== origin) return '403 Forbidden';
    if (sockets.clients.size >= MAX_SOCKETS) return '503 Service Unavailable';
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
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: createSocketReplies(socket),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (handle) =>
          socket.on('message', (message) => {
            handle(String(message)).catch((error) => {
              log.error({ error }, 'socket message could not be handled');
              socket.close(CloseCode.InternalServerError, 'Internal server error');
            });
          }),
      },
      { socket, writer, authorization: request.headers.authorization },
    );
    answered.add(socket);
    socket.on('pong', () => answered.add(socket));
    // Too large a message, or not of the protocol: ws closes the socket itself, with the code that says so.
    socket.on('error', (error) => log.debug({ error }, 'socket broke'));
    socket.once('close', (code, reason) => void closed(code, String(reason)));
  }

  return {
    accept,
    open: () => sockets.clients.size,
    admit({ caller }, socket) {
      const key = JSON.stringify([caller.organizationId, caller.subject]);
      const count = perCaller.get(key) ?? 0;
      if (count >= MAX_SOCKETS_PER_CALLER) return false;
      perCaller.set(key, count + 1);
      socket.once('close', () => {
        const left = (perCaller.get(key) ?? 1) - 1;
        if (left > 0) perCaller.set(key, left);
        else perCaller.delete(key);
      });
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

function refuse(connection: Duplex, status: string): void {
  connection.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
