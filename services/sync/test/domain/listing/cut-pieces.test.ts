import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutAt } from '../../../src/domain/listing/cut-page.ts';
import { createPieceCutter, type Piece } from '../../../src/domain/listing/cut-pieces.ts';
import type { ListedRange } from '../../../src/domain/listing/slice.ts';
import { aListedBucket } from '../../support/listed-bucket.ts';

const aRange = (fromKey: string, toKey: string | null): ListedRange => {
  return { fromKey, toKey, digest: '', objectCount: 0, skippedCount: 0, hasMissing: false };
};

/** Feeds the pages of a bucket to a cutter of the whole key space. */
function pieces(keys: readonly string[], pageSize: number, listed: ListedRange[], isListedWhole = true): Piece[] {
  const bucket = aListedBucket(keys, pageSize);
  const cutter = createPieceCutter({ after: null, listed, isListedWhole });
  const cut: Piece[] = [];
  for (let after: string | null = null, isLast = false; !isLast; ) {
    const page = cutAt(bucket.page(after), null);
    cut.push(...cutter.add(page));
    ({ coveredUpTo: after, isLast } = page);
  }
  return cut;
}

test('pieces follow one another without a gap, and each earlier range is one piece', () => {
  const key = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(
      fc.uniqueArray(key, { maxLength: 60 }),
      fc.integer({ min: 1, max: 9 }),
      fc.uniqueArray(key, { maxLength: 8 }),
      fc.infiniteStream(fc.boolean()),
      (keys, pageSize, ends, choices) => {
        const bounds = ['', ...ends.sort(), null];
        const all = bounds.slice(1).map((toKey, n) => aRange(bounds[n]!, toKey));
        const listed = all.filter(() => choices.next().value);
        const cut = pieces(keys, pageSize, listed);
        expect(cut.map(({ after }) => after)).toEqual([null, ...cut.slice(0, -1).map(({ upTo }) => upTo)]);
        expect(cut.at(-1)).toMatchObject({ upTo: null, isLast: true });
        expect(cut.flatMap(({ objects }) => objects.map((object) => object.key))).toEqual([...keys].sort());
        expect(cut.flatMap((piece) => piece.listed ?? [])).toEqual(listed);
      },
    ),
  );
});

test('an earlier range that has grown beyond what is held is given up, and no object is lost', () => {
  const keys = Array.from({ length: 10_000 }, (_, n) => String(n).padStart(5, '0'));
  const cut = pieces(keys, 1_000, [aRange('', '00500'), aRange('00500', null)]);
  expect(cut.map(({ listed, objects }) => [listed?.toKey, objects.length])).toEqual([
    ['00500', 501],
    [undefined, 4_499],
    ...Array.from({ length: 5 }, () => [undefined, 1_000]),
  ]);
});

test('what lies behind the earlier ranges that a slice knows waits for the next slice', () => {
  const cut = pieces(['a', 'b', 'c', 'd'], 2, [aRange('', 'c')], false);
  expect(cut.map(({ upTo }) => upTo)).toEqual(['c']);
});
