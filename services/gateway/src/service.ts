import { createHttpServer, Gauge } from '@bucket-sync/shared/http';
import { openInOrder, type Running } from '@bucket-sync/shared/lifecycle';
import type { Logger } from '@bucket-sync/shared/log';
import cors from '@fastify/cors';
import { Agent } from 'undici';
import { createTokenVerifier } from './auth/verify-token.ts';
import type { GatewayConfig } from './config.ts';
import { type Deadline, isLong, LONGEST_DEADLINE_MS } from './federation/deadline.ts';
import { canAnswerSomething, subgraphReadiness } from './federation/readiness.ts';
import { createSubgraphSource } from './federation/subgraph-source.ts';
import { loadSupergraph } from './federation/supergraph.ts';
import { consoleRoutes } from './http/console.ts';
import { downloadRoutes } from './http/downloads.ts';
import { GATEWAY_PAGE, GATEWAY_PAGE_HEADERS } from './http/gateway-page.ts';
import { startGraphqlServer } from './http/graphql-over-http.ts';
import { graphqlRoutes } from './http/graphql-routes.ts';
import { createEventAnswers } from './http/server-sent-events.ts';
import { createAllowances } from './limits/allowances.ts';
import { createSocketProtocol } from './sockets/protocol.ts';
import { closeSoon, createWebSockets } from './sockets/websockets.ts';
import { createClientConnections } from './subscriptions/client-connections.ts';
import { createEventExecutor } from './subscriptions/execute-event.ts';
import { createSubscriptions } from './subscriptions/subscriptions.ts';

/** Starts the gateway; resolves when it listens. */
export function startService(
  config: GatewayConfig,
  log: Logger,
): Promise<Running & { url: string; metricsUrl: string | undefined }> {
  const { isProduction, subgraphs: addresses, consoleOrigin } = config;
  return openInOrder(log, async ({ add }) => {
    const supergraph = loadSupergraph();
    const verifyToken = createTokenVerifier(config.issuer);

    const timeoutMs = LONGEST_DEADLINE_MS + 5_000;
    const timeouts = { headersTimeout: timeoutMs, bodyTimeout: timeoutMs };
    const fetches = new Agent({ connections: 128, ...timeouts });
    add('connections to the subgraphs', () => fetches.destroy());
    // Checks that wait for AWS would fill the 128 connections, and each query would wait for up to a minute. Their
    // number is limited by organization (`graphqlRoutes`).
    const longFetches = new Agent(timeouts);
    add('connections for long operations', () => longFetches.destroy());
    const dispatcherOf = (deadline: Deadline) => (isLong(deadline) ? longFetches : fetches);
    const sources = {
      connections: createSubgraphSource('connections', addresses.connections, dispatcherOf),
      sync: createSubgraphSource('sync', addresses.sync, dispatcherOf),
      assets: createSubgraphSource('assets', addresses.assets, dispatcherOf),
    };

    const allowances = createAllowances(config.rateLimits);
    const http = createHttpServer({
      host: config.host,
      port: config.port,
      log,
      metricsEndpoint: config.metricsPort === undefined ? 'OFF' : { port: config.metricsPort },
      shutdownGraceMs: config.shutdownGraceSeconds * 1_000,
      proxyCount: config.proxyCount,
      isReady: canAnswerSomething,
      readiness: async () => ({ supergraph: true, ...(await subgraphReadiness(addresses, longFetches)) }),
    });
    const { app, metrics } = http;
    add('http server', () => http.close());
    const server = await startGraphqlServer({ supergraph, sources, allowances, isProduction, metrics, log });
    add('graphql server', () => server.stop());

    // Each subscription occupies a connection, so subscriptions do not share the pool of the fetches.
    const streams = new Agent();
    add('streams from the subgraphs', () => streams.destroy());
    const execute = createEventExecutor(supergraph, sources, log);
    const subscriptions = createSubscriptions({
      supergraph,
      addresses,
      dispatcher: streams,
      execute,
      allowances,
      hidesSchema: isProduction,
      log,
    });
    add('subscriptions', () => subscriptions.stop());
    const connections = createClientConnections();
    const events = createEventAnswers(subscriptions, connections, log);
    add('event streams', events.stop);
    const sockets = createWebSockets({
      paths: ['/graphql', '/'],
      origin: consoleOrigin,
      proxyCount: config.proxyCount,
      ...(config.handshakeLimits && { handshakeLimits: config.handshakeLimits }),
      connections,
      allowances,
      log,
    });
    add('sockets', sockets.stop);

    const gauge = (name: string, help: string, value: () => number) =>
      new Gauge({
        name,
        help,
        registers: [metrics],
        collect() {
          this.set(value());
        },
      });
    gauge('gateway_sockets', 'Open WebSockets of callers', () => sockets.counts().admitted);
    gauge('gateway_handshakes', 'Open WebSockets that have not shown a token yet', () => sockets.counts().handshakes);
    gauge('gateway_event_streams', 'Open streams of server-sent events', events.open);
    gauge('gateway_subscriptions', 'Subscriptions of all clients', () => subscriptions.counts().subscriptions);
    gauge('gateway_channels', 'Streams from the subgraphs', () => subscriptions.counts().channels);

    await app.register(cors, {
      origin: consoleOrigin,
      methods: ['GET', 'POST'],
      allowedHeaders: ['authorization', 'content-type', 'accept', 'apollo-require-preflight'],
      maxAge: 86_400,
    });
    if (config.console) await consoleRoutes(app, { ...config.console, origin: consoleOrigin });
    else
      app.get('/', async (_request, reply) => reply.type('text/html').headers(GATEWAY_PAGE_HEADERS).send(GATEWAY_PAGE));
    const { schema } = supergraph;
    await graphqlRoutes(app, { server, schema, verifyToken, answerWithEvents: events.answer, allowances, log });
    downloadRoutes(app, { assetsUrl: addresses.assets.url, dispatcher: streams, allowances, log });
    const { admit } = sockets;
    sockets.accept(
      createSocketProtocol({ schema, subscriptions, verifyToken, admit, close: closeSoon, log }),
      app.server,
    );
    const url = await http.listen();
    add('requests', () => http.drain());
    log.info({ url }, 'gateway listens');
    return { url, metricsUrl: http.metricsUrl() };
  });
}
