import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import type { Registry } from '@bucket-sync/shared/http';
import type { Logger } from '@bucket-sync/shared/log';
import { toClientError } from '@bucket-sync/shared/subgraph';
import type { RequestContext } from '../federation/request-context.ts';
import type { SubgraphSource } from '../federation/subgraph-source.ts';
import { isSubgraphName, type SubgraphName } from '../federation/subgraphs.ts';
import type { LoadedSupergraph } from '../federation/supergraph.ts';
import type { Allowances } from '../limits/allowances.ts';
import { depthRules, MAX_EXPANDED_SELECTIONS, MAX_TOKENS } from '../limits/document-limits.ts';
import { measureOperations } from './measure-operations.ts';
import { openNulls, operationChecks, schemaHidden } from './operation-plugins.ts';

/**
 * Queries and mutations over HTTP: Apollo Server on Apollo's gateway, with everything unneeded switched off, its
 * telemetry included.
 *
 * @returns a started server; the caller stops it
 */
export async function startGraphqlServer(options: {
  supergraph: LoadedSupergraph;
  sources: Readonly<Record<SubgraphName, SubgraphSource>>;
  allowances: Allowances;
  isProduction: boolean;
  metrics: Registry;
  log: Logger;
}): Promise<ApolloServer<RequestContext>> {
  const { supergraph, sources, allowances, isProduction, metrics, log } = options;
  process.env.APOLLO_TELEMETRY_DISABLED = '1';
  const gateway = new ApolloGateway({
    supergraphSdl: supergraph.sdl,
    logger: log,
    // The default outside production shows query plans, which name the subgraphs.
    __exposeQueryPlanExperimental: false,
    buildService({ name }) {
      if (!isSubgraphName(name)) throw new Error(`the supergraph names an unknown subgraph: ${name}`);
      return sources[name];
    },
  });
  const server = new ApolloServer<RequestContext>({
    gateway,
    logger: log,
    introspection: !isProduction,
    maxRecursiveSelections: MAX_EXPANDED_SELECTIONS,
    parseOptions: { maxTokens: MAX_TOKENS },
    validationRules: [...depthRules],
    hideSchemaDetailsFromClientErrors: true,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      operationChecks({ schema: supergraph.schema, allowances, hidesSchema: isProduction }),
      ...(isProduction ? [schemaHidden] : []),
      openNulls(log),
      measureOperations(metrics),
    ],
    formatError: (formatted, error) => toClientError(formatted, error, log),
  });
  await server.start();
  return server;
}
