import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import { AppError } from '@bucket-sync/shared/errors';
import { isEventStream } from '@bucket-sync/shared/http';
import type { Logger } from '@bucket-sync/shared/log';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { VerifyToken } from '../auth/verify-token.ts';
import { startDeadline } from '../federation/deadline.ts';
import type { RequestContext } from '../federation/request-context.ts';
import type { Allowances } from '../limits/allowances.ts';
import { isNestedTooDeep } from '../limits/nesting.ts';
import { createTurns } from '../limits/turns.ts';
import { authenticate, bearerOf } from './authenticate.ts';
import { toHttpError } from './client-error.ts';
import type { AnswerWithEvents } from './server-sent-events.ts';

/** Checks wait a minute for AWS, and a page loads a dozen queries beside them. */
const OPERATIONS_OF_A_CALLER = { inFlight: 32, waiting: 500 };

/**
 * POST and GET /graphql, and POST / for programs that know the gateway by its origin alone; POST /graphql/stream, and
 * POST /graphql that accepts nothing but `text/event-stream`, for subscriptions as server-sent events. Whatever goes
 * wrong before the operation is answered in GraphQL's form too.
 */
export async function graphqlRoutes(
  app: FastifyInstance,
  options: {
    server: ApolloServer<RequestContext>;
    verifyToken: VerifyToken;
    answerWithEvents: AnswerWithEvents;
    allowances: Allowances;
    log: Logger;
  },
): Promise<void> {
  const { server, verifyToken, answerWithEvents, allowances, log } = options;
  const turns = createTurns(OPERATIONS_OF_A_CALLER);
  const answer = fastifyApolloHandler(server, {
    context: async (request) => ({ caller: bearerOf(request).caller, deadline: startDeadline() }),
  });

  await app.register(async (routes) => {
    routes.setErrorHandler((error, _request, reply) => {
      const { status, headers, errors } = toHttpError(error, log);
      return reply.code(status).headers(headers).send({ errors });
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
      const texts = Object.values(query as Record<string, unknown>).filter((each) => typeof each === 'string');
      if (texts.some(isNestedTooDeep)) throw tooDeep();
    });

    const handler = async (request: FastifyRequest, reply: FastifyReply) => {
      if (request.method === 'POST' && isEventStream(request)) return answerWithEvents(request, reply);
      return turns.run(callerKeyOf(request), async () => answer.call(app, request, reply));
    };
    routes.route({ method: ['GET', 'POST'], url: '/graphql', handler });
    routes.post('/', handler);
    routes.post('/graphql/stream', answerWithEvents);
  });
}

const tooDeep = () => new AppError('BAD_REQUEST', { why: 'its JSON is nested too deep' });

function callerKeyOf(request: FastifyRequest): string {
  const { organizationId, subject } = bearerOf(request).caller;
  return JSON.stringify([organizationId, subject]);
}
