import { AppError, codeOf, messageOf } from '@bucket-sync/shared/errors';
import type { Logger } from '@bucket-sync/shared/log';
import { toClientError } from '@bucket-sync/shared/subgraph';
import type { GraphQLFormattedError } from 'graphql';

/** An error outside of any GraphQL operation, in the form of a GraphQL answer, with its HTTP status. */
export interface HttpError {
  status: number;
  errors: readonly GraphQLFormattedError[];
  headers: Record<string, string>;
}

const STATUS: Record<string, number> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  RATE_LIMITED: 429,
  UNAVAILABLE: 503,
};

/** @param error  an AppError, or an error of Fastify about a request that is too large or malformed */
export function toHttpError(error: unknown, log: Logger): HttpError {
  const statusCode = statusCodeOf(error);
  if (codeOf(error) === undefined && statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return {
      status: statusCode,
      headers: {},
      errors: [toClientError(badRequest(messageOf(error)), error, log)],
    };
  }
  const message = error instanceof AppError ? error.message : 'Something went wrong on our side';
  const clientError = toClientError({ message }, error, log);
  const code = String(clientError.extensions?.code);
  const seconds = clientError.extensions?.retryAfterSeconds;
  const headers: Record<string, string> = seconds === undefined ? {} : { 'retry-after': String(seconds) };
  return { status: STATUS[code] ?? (code === 'INTERNAL' ? 500 : 400), headers, errors: [clientError] };
}

function badRequest(message: string): GraphQLFormattedError {
  return { message, extensions: { code: 'BAD_REQUEST' } };
}

function statusCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined;
  return typeof error.statusCode === 'number' ? error.statusCode : undefined;
}
