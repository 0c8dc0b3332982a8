import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import { AppError } from '@bucket-sync/shared/errors';
import { isEventStream } from '@bucket-sync/shared/http';
import { createKeyedLimit, type KeyedLimit } from '@bucket-sync/shared/limits';
import type { Logger } from '@bucket-sync/shared/log';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLError, GraphQLSchema } from 'graphql';
import type { VerifyToken } from '../auth/verify-token.ts';
import { mayBeLong, startDeadline } from '../federation/deadline.ts';
import type { RequestContext } from '../federation/request-context.ts';
import type { Allowances } from '../limits/allowances.ts';
import { callerKey } from '../limits/caller-key.ts';
import { isRecord } from '../limits/is-record.ts';
import { isNestedTooDeep } from '../limits/nesting.ts';
import { conditionalSubscriptions } from '../limits/subscription-root.ts';
import { authenticate, bearerOf } from './authenticate.ts';
import { toHttpError } from './client-error.ts';
import type { AnswerWithEvents } from './server-sent-events.ts';

const GRAPHQL_RESPONSE = 'application/graphql-response+json';

/** The queues of a caller, and of an organization. Operations of one queue do not hold up the others. */
type Queue = 'QUERY' | 'MUTATION' | 'LONG';

/** Above this number of queries in flight, other callers wait too long for the subgraphs. */
const OPERATIONS_OF_A_CALLER = { inFlight: 16, waiting: 500 };

/**
 * The queries and mutations of all organizations share 128 connections to each subgraph. Those that wait for AWS, such
 * as previews, hold one for up to 10 s, so that an organization must not take all of them.
 */
const OPERATIONS_OF_AN_ORGANIZATION = { inFlight: 48, waiting: 1_500 };

/** Checks of connections, each up to a minute long. A check waits for two others at most; further ones are refused. */
const LONG_OPERATIONS_OF_AN_ORGANIZATION = { inFlight: 32, waiting: 64 };

/**
 * Queries and mutations: POST and GET /graphql, and POST / for programs that know only the gateway's origin.
 * Subscriptions as server-sent events: POST /graphql/stream, and POST /graphql with `accept: text/event-stream` alone.
 * An error before the operation has the form of a GraphQL answer too.
 */
export async function graphqlRoutes(
  app: FastifyInstance,
  options: {
    server: ApolloServer<RequestContext>;
    /** What clients see. */
    schema: GraphQLSchema;
    verifyToken: VerifyToken;
    answerWithEvents: AnswerWithEvents;
    allowances: Allowances;
    log: Logger;
  },
): Promise<void> {
  const { server, schema, verifyToken, answerWithEvents, allowances, log } = options;
  const ofCallers = createKeyedLimit(OPERATIONS_OF_A_CALLER);
  const ofOrganizations: Record<Queue, KeyedLimit> = {
    QUERY: createKeyedLimit(OPERATIONS_OF_AN_ORGANIZATION),
    MUTATION: createKeyedLimit(OPERATIONS_OF_AN_ORGANIZATION),
    LONG: createKeyedLimit(LONG_OPERATIONS_OF_AN_ORGANIZATION),
  };
  const answer = fastifyApolloHandler(server, {
    context: async (request) => ({ caller: bearerOf(request).caller, deadline: startDeadline() }),
  });

  await app.register(async (routes) => {
    routes.setErrorHandler((error, request, reply) => {
      const { status, headers, errors } = toHttpError(error, log);
      return reply.code(status).headers(headers).type(mediaTypeFor(request)).send({ errors });
    });
    routes.addHook('onRequest', authenticate(verifyToken));
    routes.addHook('onRequest', async (request) => allowances.request(bearerOf(request).caller));
    const parseJson = routes.getDefaultJsonParser('error', 'error');
    routes.removeContentTypeParser('application/json');
    routes.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
      if (isNestedTooDeep(String(body))) done(tooDeep());
      else void parseJson(request, String(body), done);
    });
    routes.addHook('preValidation', async ({ query }) => {
      const texts = isRecord(query) ? Object.values(query).filter((each) => typeof each === 'string') : [];
      if (texts.some(isNestedTooDeep)) throw tooDeep();
    });

    const handler = async (request: FastifyRequest, reply: FastifyReply) => {
      if (request.method === 'POST' && isEventStream(request)) return answerWithEvents(request, reply);
      const errors = conditionalSubscriptions(schema, queryOf(request));
      if (errors.length > 0) return reply.code(400).send({ errors: errors.map(invalidOperation) });
      const { caller } = bearerOf(request);
      const queue = queueOf(queryOf(request));
      return ofCallers.run(`${queue} ${callerKey(caller)}`, () =>
        ofOrganizations[queue].run(caller.organizationId, async () => answer.call(app, request, reply)),
      );
    };
    routes.route({ method: ['GET', 'POST'], url: '/graphql', handler });
    routes.post('/', handler);
    routes.post('/graphql/stream', answerWithEvents);
  });
}

const invalidOperation = ({ message, locations }: GraphQLError) => ({
  message,
  locations,
  extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
});

/**
 * Clients read the errors of an answer with a status of 4xx or 5xx only in the media type of GraphQL.
 *
 * @see GraphQL over HTTP, 6.4
 */
function mediaTypeFor({ headers }: FastifyRequest): string {
  const type = headers.accept?.includes(GRAPHQL_RESPONSE) ? GRAPHQL_RESPONSE : 'application/json';
  return `${type}; charset=utf-8`;
}

const tooDeep = () => new AppError('BAD_REQUEST', { why: 'its JSON is nested too deep' });

/** A check waits up to a minute for AWS, and holds up only checks. */
function queueOf(query: unknown): Queue {
  if (typeof query !== 'string' || !query.includes('mutation')) return 'QUERY';
  return mayBeLong(query) ? 'LONG' : 'MUTATION';
}

function queryOf({ method, body, query }: FastifyRequest): unknown {
  const source = method === 'GET' ? query : body;
  return isRecord(source) ? source.query : undefined;
}
