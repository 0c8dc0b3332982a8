import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { AppError, codeOf } from '../errors/index.ts';
import type { Logger } from '../log/index.ts';

/** The only codes that a client ever sees in `errors[].extensions.code`. */
export const CLIENT_ERROR_CODES = [
  'BAD_REQUEST',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'RATE_LIMITED',
  'UNAVAILABLE',
  'INTERNAL',
] as const;
export type ClientErrorCode = (typeof CLIENT_ERROR_CODES)[number];

/** What Apollo and graphql-js call a request that is wrong. */
const SAME_AS: Record<string, ClientErrorCode> = {
  BAD_USER_INPUT: 'BAD_REQUEST',
  OPERATION_RESOLUTION_FAILURE: 'BAD_REQUEST',
  PERSISTED_QUERY_NOT_FOUND: 'BAD_REQUEST',
  PERSISTED_QUERY_NOT_SUPPORTED: 'BAD_REQUEST',
};

/**
 * Makes the error that a client may see. An error that is not on the list becomes INTERNAL with a correlation id. The
 * full error is logged with the same id.
 */
export function toClientError(formatted: GraphQLFormattedError, error: unknown, log: Logger): GraphQLFormattedError {
  const original = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  const { message, locations, path } = formatted;
  const where = { ...(locations && { locations }), ...(path && { path }) };
  if (original instanceof AppError && original.category === 'CALLER') {
    const { retryAfterSeconds } = original.fields;
    const extensions = { code: original.code, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
    return { message: original.message, ...where, extensions };
  }
  const stated = String(formatted.extensions?.code ?? '');
  const known = SAME_AS[stated] ?? CLIENT_ERROR_CODES.find((code) => code === stated);
  // INTERNAL from a subgraph keeps its correlation id, which leads to the log entry of the original error.
  if (known && known !== 'INTERNAL') return { message, ...where, extensions: { code: known } };
  const correlationId = String(formatted.extensions?.correlationId ?? randomUUID());
  log.error({ error: original, correlationId, path }, 'request failed');
  const code: ClientErrorCode = original instanceof AppError && original.isRetryable ? 'UNAVAILABLE' : 'INTERNAL';
  const says =
    code === 'UNAVAILABLE' ? 'This is not available right now. Try again' : 'Something went wrong on our side';
  return {
    message: says,
    ...where,
    extensions: { code, correlationId, ...(codeOf(original) && { cause: codeOf(original) }) },
  };
}
