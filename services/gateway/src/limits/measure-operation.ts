import {
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { getArgumentValues } from 'graphql/execution/values.js';
import { FIELD_RULES, type FieldRule, type RateClass, UNKNOWN_ITEMS } from './field-rules.ts';

/** The highest cost of one operation. At this cost an answer takes less than 500 ms of CPU over all processes. */
const MAX_COST = 30_000;

/** The longest page that a subgraph returns for `first: null`. */
const LONGEST_PAGE = 100;

export interface Measure {
  cost: number;
  /** Number of values requested of each class of field that has its own rate limit. */
  rates: Record<RateClass, number>;
}

/** The position of the walk in the operation. */
interface Position {
  /** The enclosing types, the outermost first. A field that may re-enter its type counts instead of that type. */
  through: readonly string[];
  /** How often the selection is executed. */
  times: number;
  /** `first` of the enclosing page, which is the number of its `edges`. */
  pageSize: number | undefined;
  path: readonly string[];
}

/**
 * Measures what an operation can return. A list multiplies the cost of its selection, and every alias counts.
 *
 * @param operation  validated; the number of its selections, with fragments written out, is bounded
 * @param variables  coerced; `first` may be one of them
 * @throws GraphQLError GRAPHQL_VALIDATION_FAILED when the cost is above `MAX_COST`, a field is asked for too often, or
 *   a field leads back to a type that encloses it
 */
export function measureOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): Measure {
  const fragments = new Map(
    document.definitions.flatMap((each) => (each.kind === 'FragmentDefinition' ? [[each.name.value, each]] : [])),
  );
  const asked = new Map<string, number>();
  const measure: Measure = { cost: 0, rates: { AWS: 0, LINK: 0 } };

  function walk(selectionSet: SelectionSetNode, type: GraphQLNamedType, position: Position): void {
    for (const selection of selectionSet.selections) {
      if (selection.kind === 'Field') {
        walkField(selection, type, position);
        continue;
      }
      const fragment = selection.kind === 'FragmentSpread' ? fragments.get(selection.name.value) : selection;
      if (!fragment) continue;
      const condition = fragment.typeCondition && schema.getType(fragment.typeCondition.name.value);
      walk(fragment.selectionSet, condition ?? type, position);
    }
  }

  function walkField(node: FieldNode, parent: GraphQLNamedType, position: Position): void {
    const field = fieldOf(parent, node.name.value);
    // Introspection is off in production. Elsewhere the depth limit bounds it.
    if (!field) return;
    const coordinate = `${parent.name}.${field.name}`;
    const rule = FIELD_RULES[coordinate] ?? {};
    const path = [...position.path, node.alias?.value ?? node.name.value];
    const named = getNamedType(field.type);
    const args = getArgumentValues(field, node, variables);
    const weight = weightOf(rule, args) ?? (isCompositeType(named) ? 2 : 1);
    const first = firstOf(field, args, rule.items ?? LONGEST_PAGE);
    const isList = isListType(getNullableType(field.type));
    const listed = isList ? (first ?? rule.items ?? position.pageSize ?? UNKNOWN_ITEMS) : 1;

    count(coordinate, position.times, rule.atMost, path);
    if (rule.rate) measure.rates[rule.rate] += position.times;
    measure.cost += position.times * weight;
    const times = Math.min(
      position.times * listed,
      Math.max(position.times, rule.inOrganization ?? Number.POSITIVE_INFINITY),
    );
    if (isList) measure.cost += times * (isCompositeType(named) ? 2 : 1);
    if (!node.selectionSet) return;
    const reenters = rule.mayReenter && !position.through.includes(coordinate);
    const through = [...position.through, reenters ? coordinate : parent.name];
    if (through.includes(named.name)) {
      throw refusal(`The field "${path.join('.')}" leads back to a type that encloses it; ask for it in one place`);
    }
    walk(node.selectionSet, named, { through, times, pageSize: isList ? undefined : first, path });
  }

  function count(coordinate: string, times: number, atMost: number | undefined, path: readonly string[]): void {
    if (atMost === undefined) return;
    const total = (asked.get(coordinate) ?? 0) + times;
    asked.set(coordinate, total);
    if (total <= atMost) return;
    throw refusal(`The field "${path.join('.')}" may be asked for ${atMost} times in one operation, not ${total}`);
  }

  const root = schema.getRootType(operation.operation);
  if (root) walk(operation.selectionSet, root, { through: [], times: 1, pageSize: undefined, path: [] });
  if (measure.cost > MAX_COST) throw refusal(`The operation costs more than ${MAX_COST}; ask for shorter lists`);
  return measure;
}

function fieldOf(type: GraphQLNamedType, name: string): GraphQLField<unknown, unknown> | undefined {
  if (name.startsWith('__')) return undefined;
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
}

/** Rows that PostgreSQL passes over in the time of one unit. */
const SKIPPED_ROWS_A_UNIT = 50;

function weightOf(rule: FieldRule, { filter, skip }: Record<string, unknown>): number | undefined {
  const isFiltered = filter !== undefined && filter !== null;
  if (isFiltered && rule.filteredWeight !== undefined) return rule.filteredWeight;
  return typeof skip === 'number' ? (rule.weight ?? 1) + Math.max(skip, 0) / SKIPPED_ROWS_A_UNIT : rule.weight;
}

/** The value of `first`: a literal, a variable or the default; undefined when the field has no such argument. */
function firstOf(
  field: GraphQLField<unknown, unknown>,
  { first }: Record<string, unknown>,
  whenNull: number,
): number | undefined {
  if (!field.args.some((argument) => argument.name === 'first')) return undefined;
  return typeof first === 'number' ? Math.max(first, 1) : whenNull;
}

const refusal = (message: string) =>
  new GraphQLError(message, { extensions: { code: 'GRAPHQL_VALIDATION_FAILED', http: { status: 400 } } });
