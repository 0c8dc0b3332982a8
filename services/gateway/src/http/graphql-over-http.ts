import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import type { Registry } from '@bucket-sync/shared/http';
import type { Logger } from '@bucket-sync/shared/log';
import { toClientError } from '@bucket-sync/shared/subgraph';
import { deadlineMsOf, startDeadline } from '../federation/deadline.ts';
import type { RequestContext } from '../federation/request-context.ts';
import type { SubgraphSource } from '../federation/subgraph-source.ts';
import { isSubgraphName, type SubgraphName } from '../federation/subgraphs.ts';
import { depthAndCostRules, MAX_EXPANDED_SELECTIONS, MAX_TOKENS } from '../limits/document-limits.ts';
import { badRequest } from '../limits/read-operation.ts';
import { measureOperations } from './measure-operations.ts';

/**
 * Queries and mutations over HTTP: Apollo Server on Apollo's gateway, closed down. The library's own telemetry to its
 * maker is off.
 *
 * @returns a started server; the caller stops it
 */
export async function startGraphqlServer(options: {
  supergraphSdl: string;
  sources: Readonly<Record<SubgraphName, SubgraphSource>>;
  isProduction: boolean;
  metrics: Registry;
  log: Logger;
}): Promise<ApolloServer<RequestContext>> {
  const { supergraphSdl, sources, isProduction, metrics, log } = options;
  process.env.APOLLO_TELEMETRY_DISABLED = '1';
  const gateway = new ApolloGateway({
    supergraphSdl,
    logger: log,
    // On by default outside production: it shows plans, and with them the subgraphs.
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
    validationRules: [...depthAndCostRules],
    hideSchemaDetailsFromClientErrors: true,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      oneExecutableOperation,
      deadlines,
      openNulls(log),
      measureOperations(metrics),
    ],
    formatError: (formatted, error) => toClientError(formatted, error, log),
  });
  await server.start();
  return server;
}

/**
 * The gateway library answers 500 where the request does not say which of its operations is meant, and to a
 * subscription; ours go over a WebSocket or server-sent events.
 */
const oneExecutableOperation: ApolloServerPlugin<RequestContext> = {
  async requestDidStart() {
    return {
      async didResolveOperation({ operation }) {
        if (!operation) throw badRequest('operationName must name one of the operations of the document');
        if (operation.operation !== 'subscription') return;
        throw badRequest('Subscriptions are served over a WebSocket, or as text/event-stream');
      },
    };
  },
};

/** Gives each operation the time that its fields need. */
const deadlines: ApolloServerPlugin<RequestContext> = {
  async requestDidStart() {
    return {
      async didResolveOperation({ operation, document, contextValue }) {
        contextValue.deadline = startDeadline(operation && deadlineMsOf(operation, document));
      },
    };
  },
};

/**
 * The gateway puts a null that its schema does not allow under `extensions`, names of types and fields with it, and
 * calls the answer a success. Here it is an error, and the details are in the log.
 */
function openNulls(log: Logger): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      return {
        async willSendResponse({ response }) {
          if (response.body.kind !== 'single') return;
          const { singleResult } = response.body;
          const { valueCompletion, ...extensions } = singleResult.extensions ?? {};
          if (valueCompletion === undefined) return;
          const error = new Error(`a subgraph answered null: ${JSON.stringify(valueCompletion)}`);
          const clientError = toClientError({ message: error.message }, error, log);
          singleResult.errors = [...(singleResult.errors ?? []), clientError];
          singleResult.extensions = Object.keys(extensions).length > 0 ? extensions : undefined;
        },
      };
    },
  };
}
