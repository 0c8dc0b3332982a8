import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLType,
  getNamedType,
  getNullableType,
  isEnumType,
  isListType,
  isObjectType,
  isScalarType,
  isUnionType,
  parse,
} from 'graphql';
import type { SubgraphName } from '../../src/federation/subgraphs.ts';
import { loadSupergraph } from '../../src/federation/supergraph.ts';
import { FIELD_RULES } from '../../src/limits/field-rules.ts';
import type { Resolvers } from './subgraphs.ts';

/** The sizes of the large texts of a connection with a long prefix. */
const TEXT_BYTES: Record<string, number> = {
  'BucketConnection.repairScript': 1_500_000,
  'SetupHandoff.cloudFormation': 6_000,
  'SetupHandoff.terraform': 6_000,
  'SetupHandoff.awsCli': 6_000,
  'ConnectionSetup.iamPolicy': 1_000,
  'ConnectionSetup.trustPolicy': 1_000,
  'ConnectionSetup.corsConfiguration': 1_000,
  'SignedUrl.href': 1_500,
};

const { supergraphSchema } = loadSupergraph();

/**
 * Resolvers of the largest possible organization. Every list has the length of its rule, every page has the requested
 * length, and nothing is null.
 */
export function fullResolvers(name: SubgraphName): Resolvers {
  const schemaFile = fileURLToPath(new URL(`../../../${name}/src/graphql/schema.graphql`, import.meta.url));
  const resolvers: Record<string, Record<string, unknown>> = {};
  for (const definition of parse(readFileSync(schemaFile, 'utf8')).definitions) {
    if (definition.kind !== 'ObjectTypeDefinition' && definition.kind !== 'ObjectTypeExtension') continue;
    const type = supergraphSchema.getType(definition.name.value);
    if (!isObjectType(type) || ['Mutation', 'Subscription'].includes(type.name)) continue;
    const fields = (definition.fields ?? []).flatMap(({ name: { value } }) => type.getFields()[value] ?? []);
    const ofType = Object.fromEntries(fields.map((field) => [field.name, resolverOf(type, field)]));
    const reference = type.name === 'Query' ? {} : { __resolveReference: (entity: object) => entity };
    resolvers[type.name] = { ...resolvers[type.name], ...ofType, ...reference };
  }
  return resolvers as Resolvers;
}

function resolverOf(parent: GraphQLObjectType, field: GraphQLField<unknown, unknown>) {
  const coordinate = `${parent.name}.${field.name}`;
  return (source: { pageSize?: number; id?: string } | undefined, args: { first?: number }) => {
    if (field.name === 'id') return source?.id ?? `id-${Math.random()}`;
    if (!isListType(getNullableType(field.type))) return sampleOf(coordinate, field.type, args.first);
    const rule = FIELD_RULES[coordinate];
    const length = Math.min(args.first ?? rule?.items ?? source?.pageSize ?? 1, shareOf(rule?.inOrganization, source));
    return Array.from({ length }, () => sampleOf(coordinate, field.type, undefined));
  };
}

/** A list of a hundred datasets shares the objects of the organization. A dataset requested by id has all of them. */
function shareOf(inOrganization = Number.POSITIVE_INFINITY, source: { id?: string } | undefined): number {
  return source?.id?.startsWith('id-') ? inOrganization / 100 : inOrganization;
}

function sampleOf(coordinate: string, type: GraphQLType, pageSize: number | undefined): unknown {
  const named = getNamedType(type);
  if (isUnionType(named)) {
    const member = named.getTypes().find(({ name }) => name !== 'Problem');
    return { __typename: member?.name, id: `id-${Math.random()}` };
  }
  if (isObjectType(named)) return { __typename: named.name, id: `id-${Math.random()}`, pageSize };
  if (isEnumType(named)) return named.getValues()[0]?.value;
  if (!isScalarType(named)) return undefined;
  if (named.name === 'Boolean') return true;
  if (named.name === 'DateTime') return '2026-11-27T12:00:00.000Z';
  if (named.name === 'Int' || named.name === 'Float') return 12_345;
  return 'x'.repeat(TEXT_BYTES[coordinate] ?? 60);
}
