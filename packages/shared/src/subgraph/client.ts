import { request } from 'undici';
import { CALLER_HEADER, type Caller, signCaller } from '../auth/index.ts';
import { AppError, messageOf } from '../errors/index.ts';

/** Asks another subgraph on behalf of a caller. */
export interface SubgraphClient {
  /**
   * @returns the `data` of the answer
   * @throws AppError PEER_UNAVAILABLE (retryable) when it does not answer or fails; the code of the first error where
   *   the caller can fix it (UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, BAD_REQUEST)
   */
  ask<Data>(caller: Caller, document: string, variables: Record<string, unknown>): Promise<Data>;
}

const CALLERS_OWN = ['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND', 'BAD_REQUEST'] as const;

/**
 * @param service     whose subgraph it is
 * @param deadlineMs  for one question; 10 s by default. A connection check takes longer: AWS rules need 30 s to be
 *                    seen.
 */
export function createSubgraphClient(options: {
  service: 'connections' | 'sync' | 'assets';
  url: string;
  secret: string;
  deadlineMs?: number;
}): SubgraphClient {
  const { service, url, secret, deadlineMs = 10_000 } = options;
  return {
    async ask<Data>(caller: Caller, document: string, variables: Record<string, unknown>): Promise<Data> {
      const answer = await post(
        service,
        `${url}/graphql`,
        deadlineMs,
        {
          [CALLER_HEADER]: await signCaller(caller, service, secret),
        },
        { query: document, variables },
      );
      const first = answer.errors?.[0];
      if (!first) return answer.data as Data;
      const code = CALLERS_OWN.find((own) => own === first.extensions?.code);
      if (code) throw new AppError(code, { why: first.message, what: service });
      throw new AppError('PEER_UNAVAILABLE', { service, why: `${first.extensions?.code}: ${first.message}` });
    },
  };
}

interface GraphQLAnswer {
  data?: unknown;
  errors?: { message: string; extensions?: { code?: string } }[];
}

async function post(
  service: string,
  url: string,
  deadlineMs: number,
  headers: Record<string, string>,
  body: unknown,
): Promise<GraphQLAnswer> {
  try {
    const response = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(deadlineMs),
      headersTimeout: deadlineMs,
      bodyTimeout: deadlineMs,
    });
    return (await response.body.json()) as GraphQLAnswer;
  } catch (error) {
    throw new AppError('PEER_UNAVAILABLE', { service, why: messageOf(error) }, { cause: error });
  }
}
