import fc from 'fast-check';
import { buildSchema, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { expandedSelectionsRule } from '../../src/limits/expanded-selections.ts';

const schema = buildSchema('type Query { a: Query b: Int }');
const LIMIT = 60;

/** Level n of the tree: fields, or spreads of the next fragment, in the number that `widths` gives. */
function documentOf(widths: number[]): string {
  const fragments = widths.map((width, level) => {
    const inner = level + 1 < widths.length ? `...f${level + 1}` : 'b';
    return `fragment f${level} on Query { ${`a { ${inner} } `.repeat(width)} }`;
  });
  return `{ ...f0 } ${fragments.join(' ')}`;
}

/** The same number, counted after full expansion. */
function writtenOut(widths: number[]): number {
  const level = (index: number): number =>
    (widths[index] ?? 0) * (index + 1 < widths.length ? 2 + level(index + 1) : 2);
  return 1 + level(0);
}

test('the count equals that of the operation with every fragment expanded', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 }), (widths) => {
      const errors = validate(schema, parse(documentOf(widths)), [expandedSelectionsRule(LIMIT)]);
      expect(errors.length > 0).toBe(writtenOut(widths) > LIMIT);
    }),
  );
});

test('fragments that form a cycle are counted once', () => {
  const document = parse('{ ...f } fragment f on Query { b ...g } fragment g on Query { b ...f }');
  expect(validate(schema, document, [expandedSelectionsRule(LIMIT)])).toEqual([]);
});
