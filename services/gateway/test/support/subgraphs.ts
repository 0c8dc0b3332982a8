import { fileURLToPath } from 'node:url';
import type { Caller } from '@bucket-sync/shared/auth';
import { createHttpServer, SUBGRAPH_BODY_LIMIT_BYTES } from '@bucket-sync/shared/http';
import { serveSubgraph } from '@bucket-sync/shared/subgraph';
import { silentLog } from '@bucket-sync/shared/testing';
import type { SubgraphName } from '../../src/federation/subgraphs.ts';

export type Resolvers = Parameters<typeof serveSubgraph>[0]['resolvers'];

export interface TestSubgraph {
  url: string;
  secret: string;
  /** The headers of every request, in order of arrival. */
  requests: { method: string; headers: Record<string, string | string[] | undefined> }[];
  /** The verified callers, in order of arrival. */
  callers: Caller[];
  /** Breaks every connection, as a killed process does. */
  stop(): Promise<void>;
}

/** A real subgraph over HTTP, with the service's own schema and resolvers of the test. */
export async function startSubgraph(
  name: SubgraphName,
  resolvers: Resolvers,
  options: { port?: number } = {},
): Promise<TestSubgraph> {
  const log = silentLog(name);
  const secret = `${name}-secret-of-thirty-two-characters`;
  const requests: TestSubgraph['requests'] = [];
  const callers: Caller[] = [];
  const { app, listen } = createHttpServer({
    host: '127.0.0.1',
    port: options.port ?? 0,
    log,
    readiness: async () => ({}),
    bodyLimitBytes: SUBGRAPH_BODY_LIMIT_BYTES,
  });
  app.addHook('onRequest', async (request) => {
    if (request.url !== '/healthz') requests.push({ method: request.method, headers: request.headers });
  });
  const served = await serveSubgraph({
    name,
    app,
    log,
    secret,
    schemaFile: fileURLToPath(new URL(`../../../${name}/src/graphql/schema.graphql`, import.meta.url)),
    resolvers,
    partsOf: (caller) => {
      callers.push(caller);
      return {};
    },
  });
  const url = await listen();
  return {
    url,
    secret,
    requests,
    callers,
    async stop() {
      app.server.closeAllConnections();
      await served.stop();
    },
  };
}
