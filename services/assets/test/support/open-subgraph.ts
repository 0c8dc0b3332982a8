import { fileURLToPath } from 'node:url';
import type { CallerRole } from '@bucket-sync/shared/auth';
import { createHttpServer } from '@bucket-sync/shared/http';
import { createSubgraphClient, serveSubgraph } from '@bucket-sync/shared/subgraph';
import { silentLog } from '@bucket-sync/shared/testing';
import { partsOfCaller, resolvers } from '../../src/graphql/index.ts';
import type { AssetsWorld } from './assets-world.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests look at what they asked for
type Answer = any;

const SECRET = 'a secret of the tests, long enough for one';

/** The subgraph over a world, asked by HTTP as the gateway asks it. */
export async function openSubgraph(world: AssetsWorld) {
  const log = silentLog();
  const http = createHttpServer({ host: '127.0.0.1', port: 0, log, readiness: async () => ({}) });
  const subgraph = await serveSubgraph({
    name: 'assets',
    app: http.app,
    log,
    secret: SECRET,
    schemaFile: fileURLToPath(new URL('../../src/graphql/schema.graphql', import.meta.url)),
    resolvers,
    partsOf: (caller) => partsOfCaller(caller, world),
  });
  const client = createSubgraphClient({ service: 'assets', url: await http.listen(), secret: SECRET });
  return {
    ask: (
      organizationId: string,
      document: string,
      variables: object = {},
      role: CallerRole = 'EDITOR',
    ): Promise<Answer> => client.ask({ subject: 'tester', organizationId, role }, document, { ...variables }),
    async close() {
      await http.app.close();
      await subgraph.stop();
    },
  };
}

export type Subgraph = Awaited<ReturnType<typeof openSubgraph>>;
