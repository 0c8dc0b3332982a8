import { buildOperationContext, executeQueryPlan } from '@apollo/gateway';
import type { Caller } from '@bucket-sync/shared/auth';
import { messageOf } from '@bucket-sync/shared/errors';
import type { Logger } from '@bucket-sync/shared/log';
import { toClientError } from '@bucket-sync/shared/subgraph';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { startDeadline } from '../federation/deadline.ts';
import type { SubgraphSource } from '../federation/subgraph-source.ts';
import type { SubgraphName } from '../federation/subgraphs.ts';
import type { LoadedSupergraph } from '../federation/supergraph.ts';
import type { Operation } from '../limits/read-operation.ts';
import { EVENT_SOURCE, type SubscriptionPlan } from './plan-subscription.ts';
import type { EventResult } from './upstream.ts';

/** The result that clients receive for an event. */
export interface ClientResult {
  data?: unknown;
  errors?: readonly GraphQLFormattedError[];
}

/**
 * Makes the result of one event. The plan runs as that of a query whose first fetch returns the event, so the library
 * does the joining, renaming and pruning. Never throws.
 */
export type ExecuteEvent = (
  plan: SubscriptionPlan,
  operation: Operation,
  caller: Caller,
  event: EventResult,
) => Promise<ClientResult>;

type GatewayRequest = Parameters<typeof executeQueryPlan>[2];

export function createEventExecutor(
  supergraph: LoadedSupergraph,
  sources: Readonly<Record<SubgraphName, SubgraphSource>>,
  log: Logger,
): ExecuteEvent {
  const mapError = (error: unknown): GraphQLFormattedError => {
    const formatted = error instanceof GraphQLError ? error.toJSON() : { message: messageOf(error) };
    return toClientError(formatted, error, log);
  };

  return async (plan, operation, caller, event) => {
    const eventSource: SubgraphSource = { process: async () => event };
    try {
      const { data, errors, extensions } = await executeQueryPlan(
        plan.eventPlan,
        { ...sources, [EVENT_SOURCE]: eventSource },
        {
          logger: log,
          request: { variables: operation.variables },
          context: { caller, deadline: startDeadline() },
          metrics: {},
        } as unknown as GatewayRequest,
        buildOperationContext({
          schema: supergraph.schema,
          operationDocument: operation.document,
          ...(operation.operationName !== undefined && { operationName: operation.operationName }),
        }),
        supergraph.supergraphSchema,
        supergraph.apiSchema,
      );
      const openNull = extensions?.valueCompletion;
      if (openNull) return { data, errors: [mapError(new Error(`an event holds null: ${JSON.stringify(openNull)}`))] };
      return { data, ...(errors && { errors: errors.map(mapError) }) };
    } catch (error) {
      return { data: null, errors: [mapError(error)] };
    }
  };
}
