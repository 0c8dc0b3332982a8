import { codeOf, messageOf } from '@bucket-sync/shared/errors';
import type { Logger } from '@bucket-sync/shared/log';
import { toClientError } from '@bucket-sync/shared/subgraph';
import type { ExecutionArgs, GraphQLSchema } from 'graphql';
import { CloseCode, MessageType, makeServer } from 'graphql-ws';
import type { WebSocket } from 'ws';
import { atTime } from '../auth/at-time.ts';
import { bearerToken } from '../auth/bearer-token.ts';
import type { Bearer, VerifyToken } from '../auth/verify-token.ts';
import { badRequest } from '../limits/check-operation.ts';
import { isRecord } from '../limits/is-record.ts';
import type { PacedWriter } from '../subscriptions/paced-writer.ts';
import type { Subscriptions } from '../subscriptions/subscriptions.ts';
import { createSocketDelivery, type SocketDelivery, SubscriptionFailed } from './delivery.ts';

/** The state of one socket. */
export interface SocketParts {
  socket: WebSocket;
  writer: PacedWriter;
  /** The `Authorization` header of the handshake, from clients that can send one. */
  authorization: string | undefined;
  /** The caller, once the connection is acknowledged. */
  bearer?: Bearer;
}

const MAX_OPERATIONS_PER_SOCKET = 100;
const INIT_WAIT_MS = 3_000;

/** "Try again later" in the registry of RFC 6455. The client of graphql-ws then reconnects. */
export const TRY_AGAIN_LATER = 1013;

/**
 * The graphql-transport-ws protocol of graphql-ws, with our own authentication, limits and delivery. Results bypass the
 * library, because it serializes each result once for every subscriber.
 *
 * @param admit  false when the caller has enough sockets
 */
export function createSocketProtocol(options: {
  schema: GraphQLSchema;
  subscriptions: Subscriptions;
  verifyToken: VerifyToken;
  admit: (bearer: Bearer, socket: WebSocket) => boolean;
  close: (socket: WebSocket, code: number, reason: string) => void;
  log: Logger;
}) {
  const { schema, subscriptions, verifyToken, admit, close, log } = options;

  return makeServer<Record<string, unknown>, SocketParts>({
    connectionInitWaitTimeout: INIT_WAIT_MS,

    async onConnect({ connectionParams, extra }) {
      const { socket } = extra;
      const given = connectionParams?.authorization ?? connectionParams?.Authorization ?? connectionParams?.token;
      try {
        const bearer = await verifyToken(bearerToken(given ?? extra.authorization));
        if (socket.readyState !== socket.OPEN) return false;
        if (!admit(bearer, socket)) {
          close(socket, TRY_AGAIN_LATER, 'Too many connections');
          return false;
        }
        extra.bearer = bearer;
        // After Forbidden the client of graphql-ws reconnects with its current token; after Unauthorized it gives up.
        const forget = atTime(bearer.expiresAt, () =>
          close(socket, CloseCode.Forbidden, 'UNAUTHENTICATED: the token has expired'),
        );
        socket.once('close', forget);
        return true;
      } catch (error) {
        if (codeOf(error) === 'UNAUTHENTICATED') {
          close(socket, CloseCode.Forbidden, `UNAUTHENTICATED: ${messageOf(error)}`.slice(0, 120));
        } else {
          log.error({ error }, 'token could not be verified');
          close(socket, TRY_AGAIN_LATER, 'UNAVAILABLE');
        }
        return false;
      }
    },

    onSubscribe({ extra, subscriptions: open }, id, payload) {
      if (!extra.bearer) throw new Error('a subscription came before its caller');
      if (Object.keys(open).length > MAX_OPERATIONS_PER_SOCKET) {
        return [badRequest(`A connection may have ${MAX_OPERATIONS_PER_SOCKET} subscriptions at a time`)];
      }
      const delivery = createSocketDelivery(id, extra.writer);
      const opened = subscriptions.open(extra.bearer.caller, payload, delivery.subscriber);
      if (!('close' in opened)) return opened;
      delivery.onLeave = opened.close;
      const { document, operationName } = opened.operation;
      return { schema, document, operationName, contextValue: delivery } satisfies ExecutionArgs;
    },

    subscribe: ({ contextValue }) => (contextValue as SocketDelivery).outcome,

    onError: (_context, _id, _payload, errors) =>
      errors.flatMap((error) => {
        const failed = 'originalError' in error ? error.originalError : undefined;
        return failed instanceof SubscriptionFailed ? failed.errors : toClientError(error, error, log);
      }),
  });
}

const SERVER_MESSAGES: readonly unknown[] = [MessageType.ConnectionAck, MessageType.Next, MessageType.Error];

/** A message that only a server may send. graphql-ws throws at it as at a fault of its own. */
export function isOfServer(text: string): boolean {
  try {
    const message: unknown = JSON.parse(text);
    return isRecord(message) && SERVER_MESSAGES.includes(message.type);
  } catch {
    // graphql-ws closes the socket for text that is not JSON.
    return false;
  }
}
