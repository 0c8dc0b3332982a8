import type { GraphQLDataSource } from '@apollo/gateway';
import { CALLER_HEADER } from '@bucket-sync/shared/auth';
import { AppError, messageOf } from '@bucket-sync/shared/errors';
import { type Dispatcher, request as send } from 'undici';
import { createCallerSigner } from '../auth/caller-signer.ts';
import type { Deadline } from './deadline.ts';
import type { RequestContext } from './request-context.ts';
import type { SubgraphAddress, SubgraphName } from './subgraphs.ts';

type Process = GraphQLDataSource<RequestContext>['process'];
type Answer = Awaited<ReturnType<Process>>;

/** A data source of Apollo's gateway that needs nothing but the request and its context. */
export interface SubgraphSource {
  process(options: Pick<Parameters<Process>[0], 'request' | 'context'>): Promise<Answer>;
}

/**
 * Fetches from one subgraph as the caller, within the operation's time limit. No header of the client's request reaches
 * a subgraph.
 *
 * @param dispatcherOf  the connections that serve an operation with this deadline
 *
 * `process` throws AppError DEADLINE_EXCEEDED or PEER_UNAVAILABLE (retryable). It throws INTERNAL when the subgraph
 * refuses our signature or a query of the planner, which only a bug of ours can cause.
 */
export function createSubgraphSource(
  name: SubgraphName,
  address: SubgraphAddress,
  dispatcherOf: (deadline: Deadline) => Dispatcher,
): SubgraphSource {
  const sign = createCallerSigner(name, address.secret);
  return {
    async process({ request, context }) {
      const { query, variables, operationName } = request;
      const { caller, deadline } = context as RequestContext;
      const { statusCode, answer } = await post(
        name,
        `${address.url}/graphql`,
        { [CALLER_HEADER]: await sign(caller) },
        JSON.stringify({ query, variables, ...(operationName && { operationName }) }),
        deadline,
        dispatcherOf(deadline),
      );
      if (statusCode === 200 || isTheCallersFault(answer)) return answer;
      const why = `HTTP ${statusCode}: ${answer.errors?.[0]?.message ?? 'no errors given'}`;
      throw new AppError(statusCode >= 500 ? 'PEER_UNAVAILABLE' : 'INTERNAL', { service: name, why });
    },
  };
}

/** A subgraph refuses invalid variables with 400, and the client receives that error. */
function isTheCallersFault(answer: Answer): boolean {
  const code = answer.errors?.[0]?.extensions?.code;
  return code === 'BAD_REQUEST' || code === 'BAD_USER_INPUT';
}

async function post(
  service: SubgraphName,
  url: string,
  headers: Record<string, string>,
  body: string,
  { signal, deadlineMs }: Deadline,
  dispatcher: Dispatcher,
): Promise<{ statusCode: number; answer: Answer }> {
  try {
    const response = await send(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
      body,
      signal,
      dispatcher,
    });
    return { statusCode: response.statusCode, answer: (await response.body.json()) as Answer };
  } catch (error) {
    if (signal.aborted) throw new AppError('DEADLINE_EXCEEDED', { deadlineMs, service }, { cause: error });
    throw new AppError('PEER_UNAVAILABLE', { service, why: messageOf(error) }, { cause: error });
  }
}
