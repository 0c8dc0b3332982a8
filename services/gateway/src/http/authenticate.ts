import type { FastifyReply, FastifyRequest } from 'fastify';
import { bearerToken } from '../auth/bearer-token.ts';
import type { Bearer, VerifyToken } from '../auth/verify-token.ts';

/** Who sent each request that has passed `authenticate`; forgotten with the request. */
const bearers = new WeakMap<FastifyRequest, Bearer>();

/**
 * Lets a request pass only with a valid bearer token, before its body is read. Without one the answer is 401 in
 * GraphQL's form.
 */
export function authenticate(verifyToken: VerifyToken) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    // RFC 9110, 15.5.2: a 401 names the scheme. Where the token is good the header is taken off again.
    reply.header('www-authenticate', 'Bearer');
    bearers.set(request, await verifyToken(bearerToken(request.headers.authorization)));
    reply.removeHeader('www-authenticate');
  };
}

/** @throws when the route does not authenticate: a mistake of ours that no request may pass by */
export function bearerOf(request: FastifyRequest): Bearer {
  const bearer = bearers.get(request);
  if (!bearer) throw new Error('the route does not authenticate its callers');
  return bearer;
}
