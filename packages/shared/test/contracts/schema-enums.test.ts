import { readFileSync } from 'node:fs';
import { HEALTH_CAUSES, MEDIA_TYPES, PROBLEM_CODES, SKIP_REASONS, SYNC_STATES } from '@bucket-sync/shared/contracts';
import { CATALOGUE, plainSentence } from '@bucket-sync/shared/errors';
import { type EnumTypeDefinitionNode, Kind, parse } from 'graphql';
import { expect, test } from 'vitest';

const SUBGRAPHS = ['connections', 'sync', 'assets'];

/** The lists of shared/contracts, by the name of their GraphQL enum. */
const LISTS: Record<string, readonly string[]> = {
  HealthCause: HEALTH_CAUSES,
  MediaType: MEDIA_TYPES,
  ProblemCode: PROBLEM_CODES,
  SkipReason: SKIP_REASONS,
  SyncState: SYNC_STATES,
};

const enums = SUBGRAPHS.flatMap((subgraph) => {
  const file = new URL(`../../../../services/${subgraph}/src/graphql/schema.graphql`, import.meta.url);
  return parse(readFileSync(file, 'utf8'))
    .definitions.filter((node) => node.kind === Kind.ENUM_TYPE_DEFINITION)
    .map((node: EnumTypeDefinitionNode) => ({
      subgraph,
      name: node.name.value,
      values: node.values?.map(({ name }) => name.value).toSorted(),
    }));
});

test.each(Object.keys(LISTS))(
  'every subgraph that has the enum %s has the members of its list, no more and no less',
  (name) => {
    const declared = enums.filter((each) => each.name === name);
    expect(declared).not.toEqual([]);
    for (const { subgraph, values } of declared) {
      expect({ subgraph, values }).toEqual({ subgraph, values: [...LISTS[name]!].sort() });
    }
  },
);

test('an enum that several subgraphs have is one of the lists', () => {
  const byName = Object.groupBy(enums, ({ name }) => name);
  const shared = Object.keys(byName).filter((name) => byName[name]!.length > 1);
  expect(shared.filter((name) => !(name in LISTS))).toEqual([]);
});

test('every health cause has a sentence that is complete without a bucket, a key or a reason', () => {
  for (const cause of HEALTH_CAUSES) {
    expect(CATALOGUE).toHaveProperty(cause);
    expect(plainSentence(cause)).toMatch(/^[^{}[\]|]{15,}$/);
  }
});
