import { randomNumbers } from '@bucket-sync/shared/testing';
import {
  type GraphQLArgument,
  GraphQLError,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
  Kind,
  parse,
} from 'graphql';
import { measureOperation } from '../../src/limits/measure-operation.ts';
import { readOperation } from '../../src/limits/read-operation.ts';

/** Ids that exist. A query for them is answered in full. */
export interface KnownIds {
  dataset: string;
  connection: string;
  run: string;
  asset: string;
}

interface SelectionNode {
  type: GraphQLObjectType;
  depth: number;
  /** By response key. */
  fields: Map<string, { text: string; child?: SelectionNode }>;
  /** The selection is in a fragment on this member of a union. */
  isMember: boolean;
}

const DEEPEST = 8;
const MOST_ALIASES = 15;
/** Their tokens stay below the limit of the parser. */
const MOST_SELECTIONS = 240;
const GIVE_UP_AFTER = 20;

/**
 * A random query that the gateway accepts, close to its limits. Fields, aliases and longer pages are added until many
 * further additions are refused.
 *
 * @param seed  the same seed gives the same query
 */
export function randomAcceptedQuery(schema: GraphQLSchema, seed: number, ids: KnownIds): string {
  const random = randomNumbers(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const root = nodeOf(schema.getQueryType() as GraphQLObjectType, 1, false);
  const nodes = [root];
  let refused = 0;
  let aliases = 0;
  let selections = 0;
  while (refused < GIVE_UP_AFTER && selections < MOST_SELECTIONS) {
    const node = random() < 0.2 ? root : pick(nodes);
    const field = pick(Object.values(node.type.getFields()));
    const alias = aliases < MOST_ALIASES && random() < 0.3 ? `a${Math.floor(random() * 100)}` : undefined;
    const key = alias ?? field.name;
    const added = fieldOf(schema, field, alias, node.depth, (args) => argumentsOf(args, ids, random, pick));
    if (node.fields.has(key) || !added) {
      refused += 1;
      continue;
    }
    node.fields.set(key, added.entry);
    if (isWithinCost(schema, textOf(root))) {
      nodes.push(...added.nodes);
      refused = 0;
      aliases += alias === undefined ? 0 : 1;
      selections += 2;
    } else {
      node.fields.delete(key);
      refused += 1;
    }
  }
  const query = textOf(root);
  const read = readOperation(schema, { query }, { hidesSchema: true });
  if (!('cost' in read)) throw new Error(`the generated query is refused: ${read[0]?.message} ${query}`);
  return query;
}

function isWithinCost(schema: GraphQLSchema, query: string): boolean {
  const document = parse(query);
  const [operation] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return false;
  try {
    measureOperation(schema, document, operation, {});
    return true;
  } catch (error) {
    if (error instanceof GraphQLError) return false;
    throw error;
  }
}

const nodeOf = (type: GraphQLObjectType, depth: number, isMember: boolean): SelectionNode => ({
  type,
  depth,
  fields: new Map(),
  isMember,
});

function fieldOf(
  schema: GraphQLSchema,
  field: GraphQLField<unknown, unknown>,
  alias: string | undefined,
  depth: number,
  argumentsText: (args: readonly GraphQLArgument[]) => string,
): { entry: { text: string; child?: SelectionNode }; nodes: SelectionNode[] } | undefined {
  const named = getNamedType(field.type);
  const text = `${alias === undefined ? '' : `${alias}: `}${field.name}${argumentsText(field.args)}`;
  const member = isUnionType(named) ? schema.getPossibleTypes(named).find(({ name }) => name !== 'Problem') : named;
  if (!isObjectType(member)) return { entry: { text }, nodes: [] };
  if (depth >= DEEPEST) return undefined;
  const child = nodeOf(member, depth + 1, isUnionType(named));
  child.fields.set('__typename', { text: '__typename' });
  return { entry: { text, child }, nodes: [child] };
}

function argumentsOf(
  args: readonly GraphQLArgument[],
  ids: KnownIds,
  random: () => number,
  pick: <T>(from: readonly T[]) => T,
): string {
  const texts = args.flatMap((argument) => {
    if (argument.name === 'first') return [`first: ${pick([1, 10, 50, 100, 100])}`];
    const type = getNamedType(argument.type);
    if (!isRequiredArgument(argument) && random() < 0.5) return [];
    if (isEnumType(type)) return [`${argument.name}: ${pick(type.getValues()).name}`];
    if (type.name === 'AssetFilter') return [`${argument.name}: { search: "a" }`];
    if (type.name !== 'ID') return [];
    if (argument.name === 'connectionId') return [`connectionId: "${ids.connection}"`];
    if (argument.name === 'datasetId') return [`datasetId: "${ids.dataset}"`];
    return argument.name === 'id' ? [`id: "${pick(Object.values(ids))}"`] : [];
  });
  return texts.length > 0 ? `(${texts.join(', ')})` : '';
}

function textOf({ fields, isMember, type }: SelectionNode): string {
  const selections = [...fields.values()].map(({ text, child }) => (child ? `${text} ${textOf(child)}` : text));
  const inner = `{ ${selections.join(' ')} }`;
  return isMember ? `{ ... on ${type.name} ${inner} }` : inner;
}
