import type { FastifyReply, FastifyRequest } from 'fastify';
import { bearerToken } from '../auth/bearer-token.ts';
import type { Bearer, VerifyToken } from '../auth/verify-token.ts';

/** The bearer of each request that has passed `authenticate`. */
const bearers = new WeakMap<FastifyRequest, Bearer>();

/**
 * Requires a valid bearer token before the body is read. Without one the answer is 401, in the form of a GraphQL
 * answer.
 */
export function authenticate(verifyToken: VerifyToken) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    // RFC 9110, 15.5.2: a 401 names the scheme. A valid token removes the header again.
    reply.header('www-authenticate', 'Bearer');
    bearers.set(request, await verifyToken(bearerToken(request.headers.authorization)));
    reply.removeHeader('www-authenticate');
  };
}

/** @throws Error when the route does not authenticate its callers, which is a bug */
export function bearerOf(request: FastifyRequest): Bearer {
  const bearer = bearers.get(request);
  if (!bearer) throw new Error('the route does not authenticate its callers');
  return bearer;
}
