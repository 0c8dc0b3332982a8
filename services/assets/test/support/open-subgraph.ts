import { fileURLToPath } from 'node:url';
import type { CallerRole } from '@bucket-sync/shared/auth';
import { createHttpServer } from '@bucket-sync/shared/http';
import { createSubgraphClient, serveSubgraph } from '@bucket-sync/shared/subgraph';
import { silentLog } from '@bucket-sync/shared/testing';
import { encode } from '../../src/export/encode.ts';
import { partsOfCaller, resolvers } from '../../src/graphql/index.ts';
import { createDownloadLinks } from '../../src/http/download-links.ts';
import { downloadRoute } from '../../src/http/download-route.ts';
import { createExportReader } from '../../src/postgres/library/export-cursor.ts';
import { openDownload } from '../../src/usecases/open-download.ts';
import type { AssetsWorld } from './assets-world.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests read the fields that they requested
type Answer = any;

const SECRET = 'a secret of the tests, long enough for one';

const GATEWAY = 'https://gateway.example';

/** The subgraph of an AssetsWorld. Tests query it by HTTP as the gateway does. */
export async function openSubgraph(world: AssetsWorld) {
  const log = silentLog();
  const http = createHttpServer({ host: '127.0.0.1', port: 0, log, readiness: async () => ({}) });
  const links = createDownloadLinks({ publicUrl: GATEWAY, secret: SECRET, now: () => world.clock.now });
  const exports = createExportReader(world.pool);
  const { library } = world;
  downloadRoute(http.app, { links, open: (request) => openDownload({ library, exports, encode }, request), log });
  const subgraph = await serveSubgraph({
    name: 'assets',
    app: http.app,
    log,
    secret: SECRET,
    schemaFile: fileURLToPath(new URL('../../src/graphql/schema.graphql', import.meta.url)),
    resolvers,
    partsOf: (caller) => partsOfCaller(caller, { ...world, signDownload: links.sign, now: () => world.clock.now }),
  });
  const url = await http.listen();
  const client = createSubgraphClient({ service: 'assets', url, secret: SECRET });
  return {
    ask: (
      organizationId: string,
      document: string,
      variables: object = {},
      role: CallerRole = 'EDITOR',
    ): Promise<Answer> => client.ask({ subject: 'tester', organizationId, role }, document, { ...variables }),
    /** Requests a link as the gateway forwards it. */
    download: (href: string, init: RequestInit = {}) => fetch(href.replace(GATEWAY, url), init),
    async close() {
      await http.app.close();
      await subgraph.stop();
    },
  };
}
