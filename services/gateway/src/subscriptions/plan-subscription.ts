import { operationFromDocument } from '@apollo/federation-internals';
import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import { AppError } from '@bucket-sync/shared/errors';
import {
  type FieldNode,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
} from 'graphql';
import { isSubgraphName, type SubgraphName } from '../federation/subgraphs.ts';
import type { LoadedSupergraph } from '../federation/supergraph.ts';
import { isRecord } from '../limits/is-record.ts';
import type { Operation } from '../limits/read-operation.ts';

/** The name of the data source that returns the current event. */
export const EVENT_SOURCE = '(event)';

/** The alias under which each event carries the id of its entity, whether or not the client selected it. */
const EVENT_ID = 'bucketSyncEventId';

/** How a subscription is served: the stream to open, and the plan to run for each of its events. */
export interface SubscriptionPlan {
  subgraph: SubgraphName;
  /** The request to the owning subgraph. */
  upstream: { query: string; operationName: string | undefined; variables: Record<string, unknown> };
  /** The plan of a query whose first fetch is the event itself. */
  eventPlan: QueryPlan;
  /**
   * The id of an event's entity. A slow reader needs only the latest event of each id. Empty when the type has no id.
   */
  eventIdOf(data: Record<string, unknown> | null | undefined): string;
}

/**
 * Apollo's gateway does not execute subscriptions, but its planner plans them. The primary fetch of the `Subscription`
 * node is the stream; the rest is what other subgraphs add to each event.
 */
export function planSubscription(supergraph: LoadedSupergraph, operation: Operation): SubscriptionPlan {
  const { document, operationName, variables } = operation;
  const planned = supergraph.planner.buildQueryPlan(
    operationFromDocument(supergraph.apiSchema, document, operationName === undefined ? {} : { operationName }),
  );
  const { node } = planned;
  const subgraph = node?.kind === 'Subscription' ? node.primary.serviceName : '';
  if (node?.kind !== 'Subscription' || !isSubgraphName(subgraph)) {
    throw new AppError('INTERNAL', { why: `a subscription was planned as ${node?.kind}` });
  }
  const { primary, rest } = node;
  const { query, responseName } = withEventId(primary, operation.operation, supergraph.schema);
  return {
    subgraph,
    upstream: {
      query,
      operationName: primary.operationName,
      variables: Object.fromEntries((primary.variableUsages ?? []).map((name) => [name, variables[name]])),
    },
    eventPlan: { kind: 'QueryPlan', node: forEachEvent(primary, rest) },
    eventIdOf(data) {
      const event = data?.[responseName];
      return isRecord(event) ? String(event[EVENT_ID] ?? '') : '';
    },
  };
}

function forEachEvent(primary: FetchNode, rest: PlanNode | undefined): PlanNode {
  const event: FetchNode = { ...primary, serviceName: EVENT_SOURCE };
  return rest ? { kind: 'Sequence', nodes: [event, rest] } : event;
}

/** Adds the id of the event's entity to the selection, under our own alias, where the type has an id. */
function withEventId(
  primary: FetchNode,
  operation: OperationDefinitionNode,
  schema: GraphQLSchema,
): { query: string; responseName: string } {
  const document = parse(primary.operation);
  const definition = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
  const root = definition?.selectionSet.selections[0];
  if (!definition || root?.kind !== Kind.FIELD) {
    throw new AppError('INTERNAL', { why: `the planned ${operation.operation} has no root field` });
  }
  const responseName = root.alias?.value ?? root.name.value;
  const field = schema.getSubscriptionType()?.getFields()[root.name.value];
  const type = field && getNamedType(field.type);
  if (!isObjectType(type) || !type.getFields().id || !root.selectionSet) {
    return { query: primary.operation, responseName };
  }
  const eventId: FieldNode = {
    kind: Kind.FIELD,
    alias: { kind: Kind.NAME, value: EVENT_ID },
    name: { kind: Kind.NAME, value: 'id' },
  };
  const selectionSet = { ...root.selectionSet, selections: [eventId, ...root.selectionSet.selections] };
  const asked = {
    ...definition,
    selectionSet: { ...definition.selectionSet, selections: [{ ...root, selectionSet }] },
  };
  const definitions = document.definitions.map((each) => (each === definition ? asked : each));
  return { query: print({ ...document, definitions }), responseName };
}
