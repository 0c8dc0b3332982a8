import { CombinedGraphQLErrors, ServerError, ServerParseError } from '@apollo/client';
import { SignInServiceError } from './sign-in-errors.ts';

/**
 * The gateway's codes for a request that may succeed later. A new token may be refused for half a minute, until the
 * gateway has read a new key of the issuer.
 */
const TEMPORARY_CODES: readonly unknown[] = ['RATE_LIMITED', 'UNAVAILABLE', 'UNAUTHENTICATED'];

/** An answer without a GraphQL error comes from a proxy, or from a gateway that is starting or stopping. */
const CODE_OF_STATUS: Readonly<Record<number, string>> = {
  401: 'UNAUTHENTICATED',
  408: 'UNAVAILABLE',
  429: 'RATE_LIMITED',
  500: 'INTERNAL',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'UNAVAILABLE',
};

/** The codes of the errors in an answer. */
function codesOf(error: unknown): unknown[] {
  if (CombinedGraphQLErrors.is(error)) return error.errors.map(({ extensions }) => extensions?.code);
  if (ServerError.is(error) || ServerParseError.is(error)) return [CODE_OF_STATUS[error.response.status]];
  return [];
}

/** The gateway refused the token of the request. Nothing of the request was executed. */
export const isTokenRefused = (error: unknown) => codesOf(error).includes('UNAUTHENTICATED');

/** The network or the gateway did not answer. Browsers report the first as a TypeError. */
const isUnanswered = (error: unknown) =>
  error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError');

/** No service has answered. What the request asked for may have been done. */
export const isWithoutAnswer = (error: unknown) =>
  isUnanswered(error) || (!CombinedGraphQLErrors.is(error) && codesOf(error).includes('UNAVAILABLE'));

/** Something outside of the request failed, and the same request succeeds later. */
export function isTemporary(error: unknown): boolean {
  if (error instanceof SignInServiceError || isUnanswered(error)) return true;
  return codesOf(error).some((code) => TEMPORARY_CODES.includes(code));
}

/** An internal error may last, but also comes from a service whose database starts. A second attempt is worth it. */
export const mayPass = (error: unknown) => isTemporary(error) || codesOf(error).includes('INTERNAL');

/** The request was refused before any of it was executed, so that even a mutation can be sent again. */
export const wasNotExecuted = (error: unknown) =>
  error instanceof SignInServiceError || isTokenRefused(error) || retryAfterSeconds(error) !== undefined;

/** Undefined unless the gateway refused the request because the caller sent too many. */
export function retryAfterSeconds(error: unknown): number | undefined {
  if (!codesOf(error).includes('RATE_LIMITED')) return undefined;
  if (!CombinedGraphQLErrors.is(error)) return 1;
  const limited = error.errors.find(({ extensions }) => extensions?.code === 'RATE_LIMITED');
  return Number(limited?.extensions?.retryAfterSeconds) || 1;
}
