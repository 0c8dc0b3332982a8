import {
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { loadSupergraph } from '../../src/federation/supergraph.ts';
import { FIELD_RULES } from '../../src/limits/field-rules.ts';
import { readOperation } from '../../src/limits/read-operation.ts';

const { schema } = loadSupergraph();

function refusalOf(query: string, variables: Record<string, unknown> = {}): string | undefined {
  const read = readOperation(schema, { query, variables }, { hidesSchema: true });
  return 'cost' in read ? undefined : read[0]?.message;
}

function costOf(query: string, variables: Record<string, unknown> = {}): number {
  const read = readOperation(schema, { query, variables }, { hidesSchema: true });
  if (!('cost' in read)) throw new Error(read[0]?.message);
  return read.cost;
}

describe('re-entering a type through its own parent is refused', () => {
  test.each([
    ['at the first return', 'datasets { bucketConnections { dataset { id } } }'],
    ['deeper', 'bucketConnections { dataset { bucketConnections { dataset { bucketConnections { id } } } } }'],
    ['by a page', 'dataset(id: "d") { assets(first: 1) { edges { node { dataset { name } } } } }'],
    ['by a run', 'bucketConnection(id: "c") { lastSync { connection { name } } }'],
    ['in an inline fragment', 'datasets { ... on Dataset { bucketConnections { ... { dataset { id } } } } }'],
  ])('%s', (_, selection) => {
    expect(refusalOf(`{ ${selection} }`)).toMatch(/leads back to a type that encloses it/);
  });

  test('in a named fragment', () => {
    const query = '{ datasets { ...a } } fragment a on Dataset { bucketConnections { b: dataset { id } } }';
    expect(refusalOf(query)).toContain('"datasets.bucketConnections.b"');
  });

  test('through the result of a mutation', () => {
    const query = 'mutation { startSync(connectionId: "c") { ... on SyncRun { connection { lastSync { id } } } } }';
    expect(refusalOf(query)).toMatch(/leads back/);
  });

  test('a type may appear twice side by side', () => {
    const query = `{ dataset(id: "d") { name bucketConnections { name lastSync { id } activeSync { id } } }
      bucketConnection(id: "c") { dataset { name } } syncRun(id: "r") { connection { dataset { name } } } }`;
    expect(refusalOf(query)).toBeUndefined();
  });
});

describe('lists multiply', () => {
  test('the cost of a page follows its length, given by literal, variable or default', () => {
    const query = (first: string) => `{ dataset(id: "d") { assets${first} { edges { cursor } } } }`;
    const withVariable = `query ($n: Int) ${query('(first: $n)')}`;
    expect(costOf(withVariable, { n: 100 })).toBe(costOf(query('(first: 100)')));
    expect(costOf(query(''))).toBe(costOf(query('(first: 50)')));
    expect(costOf(query('(first: 100)'))).toBeGreaterThan(1.5 * costOf(query('(first: 50)')));
  });

  test('the connections of all datasets count as those of the organization, 1,000 at most', () => {
    const query = (first: number) => `{ datasets(first: ${first}) { bucketConnections { id name } } }`;
    expect(costOf(query(100)) - costOf(query(10))).toBeLessThan(3_000);
    expect(costOf(query(10)) - costOf(query(1))).toBeGreaterThan(3_000);
  });

  test('rows that a page skips cost something', () => {
    const query = 'query ($n: Int) { dataset(id: "d") { assets(skip: $n) { edges { cursor } } } }';
    expect(costOf(query, { n: 100_000 })).toBeGreaterThan(costOf(query) + 1_000);
    expect(refusalOf(query, { n: 2_000_000_000 })).toMatch(/costs more than/);
  });

  test('a variable cannot hide the length of a page', () => {
    const query = 'query ($n: Int = 100000) { dataset(id: "d") { assets(first: $n) { edges { cursor } } } }';
    expect(refusalOf(query)).toMatch(/costs more than/);
    expect(refusalOf(query, { n: 1_000_000 })).toMatch(/costs more than/);
    expect(refusalOf(query, { n: 10 })).toBeUndefined();
  });

  test('a list without `first` counts with the longest length that its subgraph returns', () => {
    expect(costOf('{ bucketConnections { name } }')).toBeGreaterThan(300);
    expect(costOf('{ bucketConnections(first: null) { name } }')).toBe(costOf('{ bucketConnections { name } }'));
    expect(costOf('{ bucketConnections(first: 5) { name } }')).toBeLessThan(50);
    expect(costOf('{ bucketConnections { health { probes { name } } } }')).toBeGreaterThan(3_000);
  });
});

test('a filter costs as much as reading every row, and an operation may ask for one', () => {
  const page = (args: string) => `{ dataset(id: "d") { assets(first: 1${args}) { totalCount } } }`;
  const plain = costOf(page(''));
  for (const order of ['NEWEST', 'LARGEST']) expect(costOf(page(`, orderBy: ${order}`))).toBe(plain);
  for (const filter of ['search: "a"', 'mediaType: IMAGE', 'isDuplicate: false']) {
    expect(costOf(page(`, filter: { ${filter} }`))).toBeGreaterThan(plain + 5_000);
  }
  const field = 'assets(filter: { search: "a" }) { totalCount }';
  expect(refusalOf(`{ dataset(id: "d") { one: ${field} other: ${field} } }`)).toMatch(/costs more than/);
  expect(refusalOf(`{ one: dataset(id: "d") { ${field} } other: dataset(id: "d") { ${field} } }`)).toBeDefined();
  const variables = { f: { search: 'a' } };
  const query = `query ($f: AssetFilter) ${page(', filter: $f')}`;
  expect(costOf(query, variables)).toBeGreaterThan(costOf(query) + 5_000);
});

describe('heavy fields', () => {
  test.each([
    ['repairScript', 1, (alias: string) => `${alias}: bucketConnection(id: "c") { repairScript }`],
    ['previewSync', 1, (alias: string) => `${alias}: previewSync(connectionId: "c") { __typename }`],
    ['handoff', 10, (alias: string) => `${alias}: bucketConnection(id: "c") { setup { handoff { terraform } } }`],
  ])('%s: every alias counts, and %i may be asked for', (_, most, field) => {
    const query = (times: number) => `{ ${Array.from({ length: times }, (_each, at) => field(`a${at}`)).join(' ')} }`;
    expect(refusalOf(query(most))).toBeUndefined();
    if (most < 10) expect(refusalOf(query(most + 1))).toMatch(/may be asked for|costs more than/);
  });

  test.each([
    '{ bucketConnections { repairScript } }',
    '{ bucketConnections { setup { handoff { awsCli } } } }',
    '{ bucketConnections { healthHistory(first: 100) { probes { name } } } }',
    '{ dataset(id: "d") { bucketConnections { repairScript(reason: CORRUPT) } } }',
  ])('are refused for each element of a list: %s', (query) => {
    expect(refusalOf(query)).toMatch(/may be asked for|costs more than/);
  });
});

test('the console’s operations are well below the limit', () => {
  const connections = `bucketConnections { id name bucketName prefix region datasetId dataset { id name } createdAt
    assetCount skippedCount setup { nextStep } health { indicator checkedAt cause }
    lastSync { id state finishedAt progress { added skipped } } activeSync { id state progress { fraction } } }`;
  expect(costOf(`{ ${connections} }`)).toBeLessThan(20_000);
  const page = `dataset(id: "d") { id name assetCount assets(first: 100) { totalCount edges { cursor node {
    id filename objectKey width height mediaType sizeBytes url { href expiresAt } bucketConnection { id name }
    video { durationMs frameRate codec } } } pageInfo { hasNextPage endCursor } } }`;
  expect(costOf(`{ ${page} }`)).toBeLessThan(8_000);
  expect(costOf(`{ ${page.replace('first: 100', 'first: 100, filter: { search: "a" }')} }`)).toBeLessThan(20_000);
});

test('every list of the schema has `first`, or a length in the table of rules', () => {
  expect(unboundedLists(schema)).toEqual([]);
});

function unboundedLists(of: GraphQLSchema): string[] {
  const types = Object.values(of.getTypeMap()).filter((type) => !type.name.startsWith('__'));
  const paged = new Set(
    types.flatMap((type) =>
      fieldsOf(type)
        .filter(hasFirst)
        .map(({ type: of }) => getNamedType(of).name),
    ),
  );
  return types.flatMap((type) =>
    fieldsOf(type)
      .filter((field) => isListType(getNullableType(field.type)) && !hasFirst(field))
      .filter(({ name }) => !(name === 'edges' && paged.has(type.name)))
      .map(({ name }) => `${type.name}.${name}`)
      .filter((coordinate) => FIELD_RULES[coordinate]?.items === undefined),
  );
}

const fieldsOf = (type: GraphQLNamedType) => (isObjectType(type) ? Object.values(type.getFields()) : []);
const hasFirst = ({ args }: { args: readonly { name: string }[] }) => args.some(({ name }) => name === 'first');
