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
import type { Operation } from '../limits/read-operation.ts';

/** The name of the data source that answers with the event in hand. */
export const EVENT_SOURCE = '(event)';

/** Under this alias each event carries the id of what it is about, whatever the client selected. */
const EVENT_ID = 'bucketSyncEventId';

/** How a subscription is served: which stream to open, and what to run for each event of it. */
export interface SubscriptionPlan {
  subgraph: SubgraphName;
  /** What the owning subgraph is asked. */
  upstream: { query: string; operationName: string | undefined; variables: Record<string, unknown> };
  /** The plan of a query whose first fetch is the event itself. */
  eventPlan: QueryPlan;
  /**
   * What an event is about: of two events with one id the later one is all that a slow reader needs. Empty where the
   * subscription's type has no id.
   */
  eventIdOf(data: Record<string, unknown> | null | undefined): string;
}

/**
 * Apollo's planner plans subscriptions, though its gateway does not execute them: a `Subscription` node of the primary
 * fetch, which is the stream, and the rest, which other subgraphs add to each event.
 */
export function planSubscription(supergraph: LoadedSupergraph, operation: Operation): SubscriptionPlan {
  const { document, operationName, variables } = operation;
  const planned = supergraph.planner.buildQueryPlan(
    operationFromDocument(supergraph.apiSchema, document, operationName === undefined ? {} : { operationName }),
  );
  const { node } = planned;
  if (node?.kind !== 'Subscription' || !isSubgraphName(node.primary.serviceName)) {
    throw new AppError('INTERNAL', { why: `a subscription was planned as ${node?.kind}` });
  }
  const { primary, rest } = node;
  const { query, responseName } = withEventId(primary, operation.operation, supergraph.schema);
  return {
    subgraph: node.primary.serviceName as SubgraphName,
    upstream: {
      query,
      operationName: primary.operationName,
      variables: Object.fromEntries((primary.variableUsages ?? []).map((name) => [name, variables[name]])),
    },
    eventPlan: { kind: 'QueryPlan', node: forEachEvent(primary, rest) },
    eventIdOf(data) {
      const event = data?.[responseName] as Record<string, unknown> | null | undefined;
      return String(event?.[EVENT_ID] ?? '');
    },
  };
}

function forEachEvent(primary: FetchNode, rest: PlanNode | undefined): PlanNode {
  const event: FetchNode = { ...primary, serviceName: EVENT_SOURCE };
  return rest ? { kind: 'Sequence', nodes: [event, rest] } : event;
}

/** A subscription has one root field; where its type has an id, that is asked for too, under a name of our own. */
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
