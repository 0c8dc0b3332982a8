import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type MissingAsset, matchRenames } from '../../src/domain/pending.ts';

const file = (key: string, etag = 'e', sizeBytes = 1): MissingAsset => ({ key, etag, sizeBytes });
const pairs = (possible: MissingAsset[], missing: MissingAsset[]) =>
  matchRenames(possible, missing).renames.map(({ from, to }) => [from.key, to.key]);

test('in a moved folder each file keeps its name, also among files of the same content', () => {
  const missing = ['old/a.jpg', 'old/b.jpg', 'old/c.jpg'].map((key) => file(key));
  const possible = ['new/b.jpg', 'new/c.jpg', 'new/z.jpg'].map((key) => file(key));
  expect(pairs(possible, missing)).toEqual([
    ['old/b.jpg', 'new/b.jpg'],
    ['old/c.jpg', 'new/c.jpg'],
    ['old/a.jpg', 'new/z.jpg'],
  ]);
});

test('a copy of a file that is still there, or of another content or size, is no rename', () => {
  const possible = [file('copy.jpg', 'e1'), file('other.jpg', 'e2', 2)];
  expect(matchRenames(possible, [file('gone.jpg', 'e2', 1)])).toEqual({ renames: [], unmatched: possible });
});

test('of two copies of one lost file one is its rename and the other is new', () => {
  const { renames, unmatched } = matchRenames([file('a.jpg'), file('b.jpg')], [file('lost.jpg')]);
  expect({ renames: renames.length, unmatched: unmatched.map(({ key }) => key) }).toEqual({
    renames: 1,
    unmatched: ['b.jpg'],
  });
});

test('as many files as possible are matched, each once and only with the same content', () => {
  const files = (folder: string) =>
    fc
      .array(fc.tuple(fc.constantFrom('x', 'y', 'z'), fc.constantFrom('e1', 'e2')), { maxLength: 12 })
      .map((list) => list.map(([name, etag], n) => file(`${folder}/${n}/${name}`, etag)));
  fc.assert(
    fc.property(files('new'), files('old'), (possible, missing) => {
      const { renames, unmatched } = matchRenames(possible, missing);
      expect(new Set(renames.map(({ from }) => from.key)).size).toBe(renames.length);
      expect([...renames.map(({ to }) => to.key), ...unmatched.map(({ key }) => key)].sort()).toEqual(
        possible.map(({ key }) => key).sort(),
      );
      for (const { from, to } of renames) expect(from.etag).toBe(to.etag);
      for (const etag of ['e1', 'e2']) {
        const countIn = (list: readonly MissingAsset[]) => list.filter((each) => each.etag === etag).length;
        expect(countIn(renames.map(({ to }) => to))).toBe(Math.min(countIn(possible), countIn(missing)));
      }
    }),
  );
});
