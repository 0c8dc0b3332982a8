import { readFileSync } from 'node:fs';
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { buildSubgraphSchema } from '@apollo/subgraph';
import fastifyApollo, { fastifyApolloDrainPlugin } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GraphQLError, parse } from 'graphql';
import { createHandler } from 'graphql-sse/lib/use/fastify';
import { CALLER_HEADER, type Caller, verifyCaller } from '../auth/index.ts';
import { messageOf, toError } from '../errors/index.ts';
import type { Running } from '../lifecycle/index.ts';
import type { Logger } from '../log/index.ts';
import { toClientError } from './client-error.ts';
import { lowerCaseIds } from './lower-case-ids.ts';

/**
 * The context of every resolver: the caller, and the service's own parts (stores, use cases, loaders of one request).
 */
export type SubgraphContext<Parts> = Parts & { caller: Caller };

type Resolvers = NonNullable<Extract<Parameters<typeof buildSubgraphSchema>[0], { resolvers?: unknown }>['resolvers']>;

/**
 * Serves a subgraph: queries and mutations at POST /graphql, subscriptions as server-sent events (graphql-sse,
 * distinct connections) at POST /graphql/stream. Every request needs a caller that is signed for `name`. Ids in
 * arguments reach the resolvers in lower case.
 *
 * @param schemaFile  the subgraph's own schema, as it is composed into the supergraph
 * @param partsOf     made anew for each request, so that loaders live as long as it
 */
export async function serveSubgraph<Parts extends object>(options: {
  name: 'connections' | 'sync' | 'assets';
  app: FastifyInstance;
  log: Logger;
  secret: string;
  schemaFile: string;
  /** By type and field; their context is a SubgraphContext of these Parts. */
  resolvers: object;
  partsOf: (caller: Caller) => Parts;
}): Promise<Running> {
  const { name, app, log, secret, partsOf } = options;
  const schema = buildSubgraphSchema({
    typeDefs: parse(readFileSync(options.schemaFile, 'utf8')),
    // The library types every context as unknown.
    resolvers: options.resolvers as Resolvers,
  });
  lowerCaseIds(schema);
  const contextOf = async (headers: FastifyRequest['headers']): Promise<SubgraphContext<Parts>> => {
    const header = headers[CALLER_HEADER];
    const caller = await verifyCaller(typeof header === 'string' ? header : undefined, name, secret);
    return { ...partsOf(caller), caller };
  };

  const server = new ApolloServer<SubgraphContext<Parts>>({
    schema,
    // The composed schema is public to our own gateway only through the committed supergraph.
    introspection: false,
    // Ours to handle (shared/lifecycle): Apollo would send the signal again, and a second one ends the process at once.
    stopOnTerminationSignals: false,
    includeStacktraceInErrorResponses: false,
    plugins: [
      fastifyApolloDrainPlugin(app),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
    ],
    formatError: (formatted, error) => toClientError(formatted, error, log),
    logger: log,
  });
  await server.start();
  await app.register(fastifyApollo(server), {
    path: '/graphql',
    method: ['POST'],
    context: async (request: FastifyRequest) => {
      try {
        return await contextOf(request.headers);
      } catch (error) {
        throw new GraphQLError(messageOf(error), {
          originalError: toError(error),
          extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } },
        });
      }
    },
  });
  if (schema.getSubscriptionType()) {
    const sayClientErrors = <Result extends object>(result: Result): Result => {
      const errors = 'errors' in result ? (result.errors as readonly GraphQLError[] | undefined) : undefined;
      return errors ? { ...result, errors: errors.map((error) => toClientError(error.toJSON(), error, log)) } : result;
    };
    const stream = createHandler<Record<string, unknown> & SubgraphContext<Parts>>({
      schema,
      authenticate: async () => '',
      context: async (request) => contextOf(request.raw.headers) as Promise<never>,
      // Also for a subscription that is refused: its errors are the first and only event.
      onNext: (_context, _request, result) => sayClientErrors(result),
    });
    app.post('/graphql/stream', async (request, reply) => {
      try {
        await contextOf(request.headers);
      } catch (error) {
        return reply
          .code(401)
          .send({ errors: [{ message: messageOf(error), extensions: { code: 'UNAUTHENTICATED' } }] });
      }
      await stream(request, reply);
      return reply;
    });
  }
  return { stop: () => server.stop() };
}
