import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  GraphQLFloat,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
} from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Feed } from './feed.ts';

export interface OrdinaryServer {
  url: string;
  stop(): Promise<void>;
}

/** graphql-ws on its own: every subscriber has its own execution and its own JSON text. */
export async function serveForEach(feed: Feed): Promise<OrdinaryServer> {
  const sockets = new WebSocketServer({ noServer: true });
  useServer({ schema: progressSchema(feed) }, sockets);
  return listen(sockets);
}

/** The upper bound: one prepared text, sent to each socket. */
export async function serveReadyText(): Promise<OrdinaryServer & { send(text: string): void }> {
  const sockets = new WebSocketServer({ noServer: true });
  const subscribed = new Set<WebSocket>();
  sockets.on('connection', (socket) => {
    socket.once('message', () => {
      socket.send('{"type":"connection_ack"}');
      socket.once('message', () => {
        subscribed.add(socket);
        socket.send('{"id":"1","type":"next"}');
      });
    });
  });
  return {
    ...(await listen(sockets)),
    send(text) {
      for (const socket of subscribed) socket.send(text);
    },
  };
}

async function listen(sockets: WebSocketServer): Promise<OrdinaryServer> {
  const server = createServer();
  server.on('upgrade', (request, connection, head) => {
    sockets.handleUpgrade(request, connection, head, (socket) => sockets.emit('connection', socket, request));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      for (const socket of sockets.clients) socket.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The progress of one run, as in the sync service's schema, resolved from plain objects. */
function progressSchema(feed: Feed): GraphQLSchema {
  const int = { type: new GraphQLNonNull(GraphQLInt) };
  const string = { type: new GraphQLNonNull(GraphQLString) };
  const skipped = new GraphQLObjectType({ name: 'SkipCount', fields: { reason: string, count: int } });
  const progress = new GraphQLObjectType({
    name: 'SyncProgress',
    fields: {
      sequence: int,
      fraction: { type: GraphQLFloat },
      listed: int,
      unchanged: int,
      waiting: int,
      added: int,
      updated: int,
      skipped: int,
      removed: int,
      skippedByReason: { type: new GraphQLList(skipped) },
      secondsLeft: { type: GraphQLInt },
    },
  });
  const run = new GraphQLObjectType({
    name: 'SyncRun',
    fields: { id: string, state: string, progress: { type: progress } },
  });
  return new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { ok: string } }),
    subscription: new GraphQLObjectType({
      name: 'Subscription',
      fields: {
        syncProgress: {
          type: run,
          args: { runId: string },
          subscribe: () => feed.subscribe(),
          resolve: (event: unknown) => event,
        },
      },
    }),
  });
}
