import { createHttpServer } from '@bucket-sync/shared/http';
import { openInOrder, type Running } from '@bucket-sync/shared/lifecycle';
import type { Logger } from '@bucket-sync/shared/log';
import cors from '@fastify/cors';
import { Agent } from 'undici';
import { createTokenVerifier } from './auth/verify-token.ts';
import type { GatewayConfig } from './config.ts';
import { LONGEST_DEADLINE_MS } from './federation/deadline.ts';
import { subgraphReadiness } from './federation/readiness.ts';
import { createSubgraphSource } from './federation/subgraph-source.ts';
import { loadSupergraph } from './federation/supergraph.ts';
import { createDrain } from './http/drain.ts';
import { startGraphqlServer } from './http/graphql-over-http.ts';
import { graphqlRoutes } from './http/graphql-routes.ts';
import { PAGE, PAGE_HEADERS } from './http/page.ts';

/** How long answers in hand may take after the signal to stop. */
const DRAIN_MS = 10_000;

/** Starts the gateway; resolves when it listens. */
export async function startService(config: GatewayConfig, log: Logger): Promise<Running & { url: string }> {
  let url = '';
  const running = await openInOrder(log, async ({ add }) => {
    const supergraph = loadSupergraph();
    const verifyToken = createTokenVerifier(config.issuer);
    const drain = createDrain();

    const dispatcher = new Agent({
      connections: 128,
      headersTimeout: LONGEST_DEADLINE_MS + 5_000,
      bodyTimeout: LONGEST_DEADLINE_MS + 5_000,
    });
    add('connections to the subgraphs', () => dispatcher.destroy());
    const sources = {
      connections: createSubgraphSource('connections', config.subgraphs.connections, dispatcher),
      sync: createSubgraphSource('sync', config.subgraphs.sync, dispatcher),
      assets: createSubgraphSource('assets', config.subgraphs.assets, dispatcher),
    };

    const { app, listen } = createHttpServer({
      host: config.host,
      port: config.port,
      log,
      readiness: async () => ({ supergraph: true, ...(await subgraphReadiness(config.subgraphs, dispatcher)) }),
    });
    add('http server', () => app.close());

    const { isProduction } = config;
    const server = await startGraphqlServer({ supergraphSdl: supergraph.sdl, sources, isProduction, log });
    add('graphql server', () => server.stop());
    add('answers in hand', () => drain.finish(DRAIN_MS));

    await app.register(cors, {
      origin: config.consoleOrigin,
      methods: ['GET', 'POST'],
      allowedHeaders: ['authorization', 'content-type', 'accept', 'apollo-require-preflight'],
      maxAge: 86_400,
    });
    app.get('/', async (_request, reply) => reply.type('text/html').headers(PAGE_HEADERS).send(PAGE));
    await graphqlRoutes(app, { server, verifyToken, answerWithEvents: async (_, r) => r.code(501).send(), drain, log });
    url = await listen();
    log.info({ url }, 'gateway listens');
  });
  return { ...running, url };
}
