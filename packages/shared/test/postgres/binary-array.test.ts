import { afterAll, beforeAll, expect, test } from 'vitest';
import { binaryArray, type ElementType } from '../../src/postgres/index.ts';
import { createTestDatabase, type TestDatabase } from '../../src/testing/index.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase([]);
});
afterAll(() => database.drop());

const LONG = 'x'.repeat(10_000);
const CASES: [ElementType, unknown[]][] = [
  ['text', []],
  ['text', [null, undefined]],
  [
    'text',
    ['', 'plain', '{"a",b}', '\\', 'NULL', null, 'ünï', '日本', '😀', 'new\nline', ' spaces ', LONG, `${LONG}é`],
  ],
  ['uuid', ['0193abcd-0000-7000-8000-0123456789ab', null, 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF']],
  ['boolean', [true, false, null]],
  ['integer', [0, 1, -1, 2_147_483_647, -2_147_483_648, null]],
  [
    'bigint',
    [0, 1, -1, 2 ** 31, -(2 ** 31), 2 ** 32, -(2 ** 32) - 1, Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER],
  ],
  ['double precision', [0, 29.97, -1.5e300, Number.POSITIVE_INFINITY, null]],
  [
    'timestamptz',
    ['2026-11-27T10:00:00.123Z', '1969-12-31T23:59:59.999Z', '2000-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z'],
  ],
  [
    'timestamptz',
    [new Date('1970-01-01T00:00:00Z'), new Date('2024-02-29T12:34:56.789Z'), null, '2026-01-01T00:00:00+02:00'],
  ],
];

test.each(CASES)('an array of %s is what pg makes of it as text', async (type, values) => {
  const read = async (value: unknown) => {
    const { rows } = await database.pool.query(
      `select value::text, ordinality::int from unnest($1::${type}[]) with ordinality as each (value, ordinality)`,
      [value],
    );
    return rows;
  };
  expect(await read(binaryArray(type, values))).toEqual(await read(values));
});

test.each([
  ['integer', 2 ** 31, RangeError],
  ['integer', 1.5, RangeError],
  ['integer', '7', TypeError],
  ['bigint', 2 ** 53, RangeError],
  ['bigint', Number.NaN, RangeError],
  ['text', 7, TypeError],
  ['boolean', 'true', TypeError],
  ['uuid', '0193abcd', TypeError],
  ['uuid', '0193abcd-0000-7000-8000-0123456789ab0', TypeError],
  ['uuid', '0193abcd-0000-7000-8000-0123456789ag', TypeError],
  ['uuid', '0193abcd-0000-7000-8000-0123456789a\u0011', TypeError],
  ['uuid', '0193abcd-0000-7000-8000-0123456789aé', TypeError],
  ['timestamptz', 'yesterday', RangeError],
  ['timestamptz', new Date(Number.NaN), RangeError],
] as const)('an array of %s refuses %s', (type, value, error) => {
  expect(() => binaryArray(type, [value])).toThrow(error);
});
