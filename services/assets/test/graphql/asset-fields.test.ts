import { readFileSync } from 'node:fs';
import { mediaFacts, videoFacts } from '@bucket-sync/shared/contracts';
import { Kind, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { ASSET_COLUMNS, SKIPPED_FILE_COLUMNS } from '../../src/domain/export.ts';
import { UPSERT_ASSETS } from '../../src/postgres/asset-row.ts';

// The steps of docs/how-to/add-an-asset-field.md that no type checks.
const { video: _, ...ofEveryFile } = mediaFacts.shape;
const FIELDS = [
  ...Object.keys(ofEveryFile).map((field) => ({ field, graphqlType: 'Asset' })),
  ...Object.keys(videoFacts.shape).map((field) => ({ field, graphqlType: 'VideoDetails' })),
];

const schema = parse(readFileSync(new URL('../../src/graphql/schema.graphql', import.meta.url), 'utf8'));
const fieldsOf = (type: string) =>
  schema.definitions.flatMap((node) =>
    node.kind === Kind.OBJECT_TYPE_DEFINITION && node.name.value === type
      ? (node.fields ?? []).map(({ name }) => name.value)
      : [],
  );
const columnOf = (field: string) => field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

describe.each(FIELDS)('the fact $field of a file', ({ field, graphqlType }) => {
  test('is a column that every new verdict overwrites', () => {
    expect(UPSERT_ASSETS).toContain(`${columnOf(field)} = excluded.${columnOf(field)}`);
  });

  test(`is a field of ${graphqlType}`, () => {
    expect(fieldsOf(graphqlType)).toContain(field);
  });

  test('is a column of an export', () => {
    expect(ASSET_COLUMNS.map(({ name }) => name)).toContain(columnOf(field));
  });
});

const EXPORTS_PAGE = readFileSync(new URL('../../../../docs/exports.md', import.meta.url), 'utf8');
const describedColumns = EXPORTS_PAGE.split('\n')
  .filter((line) => line.startsWith('|'))
  .flatMap((line) =>
    line
      .split('|')[1]!
      .split(',')
      .map((cell) => cell.trim()),
  );

test.each([...ASSET_COLUMNS, ...SKIPPED_FILE_COLUMNS])('the column $name is in docs/exports.md', ({ name }) => {
  expect(describedColumns).toContain(`\`${name}\``);
});
