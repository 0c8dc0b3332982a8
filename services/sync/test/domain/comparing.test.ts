import { compareKeys } from '@bucket-sync/shared/aws';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compare, type KnownObject } from '../../src/domain/comparing.ts';
import type { ListedObject } from '../../src/domain/verdict.ts';
import { anObject } from '../support/builders.ts';

const known = (key: string, of: Partial<KnownObject> = {}): KnownObject => ({
  key,
  etag: `etag-of-${key}`,
  sizeBytes: 1_000,
  unsettledReason: null,
  archivedIn: null,
  isReported: false,
  isAsset: true,
  ...of,
});

test('one pass separates new, changed, unchanged and missing objects', () => {
  const result = compare(
    [anObject('b'), anObject('c', { etag: 'other' }), anObject('d'), anObject('f')],
    [known('a'), known('c'), known('d'), known('e'), known('z')],
  );
  expect(result.fresh.map(({ key }) => key)).toEqual(['b', 'f']);
  expect(result.changed.map(({ key }) => key)).toEqual(['c']);
  expect(result.unchangedCount).toBe(1);
  expect(result.missingKeys).toEqual(['a', 'e', 'z']);
});

test('only objects that are no assets yet use data rows: new, fixed, and skipped for lack of data rows', () => {
  const result = compare(
    [anObject('asset', { etag: 'e2' }), anObject('mended', { etag: 'e2' }), anObject('new'), anObject('poor')],
    [
      known('asset'),
      known('mended', { isAsset: false }),
      known('poor', { isAsset: false, unsettledReason: 'QUOTA_EXCEEDED' }),
    ],
  );
  expect(result.newcomers.map(({ key }) => key)).toEqual(['mended', 'new', 'poor']);
});

test('every object of two random sequences is counted exactly once', () => {
  const keys = fc.uniqueArray(fc.string({ unit: 'binary', minLength: 1, maxLength: 4 }), { maxLength: 40 });
  fc.assert(
    fc.property(keys, keys, (before, now) => {
      const sorted = (list: string[]) => [...list].sort(compareKeys);
      const result = compare(
        sorted(now).map((key) => anObject(key)),
        sorted(before).map((key) => known(key)),
      );
      expect(result.fresh.map(({ key }) => key)).toEqual(sorted(now.filter((key) => !before.includes(key))));
      expect(result.missingKeys).toEqual(sorted(before.filter((key) => !now.includes(key))));
      expect(result.unchangedCount).toBe(now.filter((key) => before.includes(key)).length);
    }),
  );
});

test('a file skipped for lack of data rows is inspected again, a file with a settled verdict is not', () => {
  const result = compare(
    [anObject('a'), anObject('b'), anObject('c', { storageClass: 'GLACIER' }), anObject('d')],
    [
      known('a', { unsettledReason: 'QUOTA_EXCEEDED' }),
      known('b'),
      known('c', { unsettledReason: 'ARCHIVED', archivedIn: 'GLACIER' }),
      known('d', { unsettledReason: 'ARCHIVED' }),
    ],
  );
  expect(result.unsettled.map(({ key }) => key)).toEqual(['a', 'd']);
  expect(result.unchangedCount).toBe(2);
});

const GLACIER = { storageClass: 'GLACIER' } as const;

test.each<[string, Partial<ListedObject>, Partial<KnownObject>, boolean]>([
  ['an asset that a lifecycle rule archived', GLACIER, {}, true],
  ['an asset whose restored copy expired', GLACIER, { unsettledReason: null }, true],
  ['an archived file that is restored again', { ...GLACIER, isRestored: true }, { archivedIn: 'GLACIER' }, true],
  [
    'an archived file that moved to a deeper archive',
    { storageClass: 'DEEP_ARCHIVE' },
    { archivedIn: 'GLACIER' },
    true,
  ],
  ['an archived file that stays archived', GLACIER, { archivedIn: 'GLACIER', unsettledReason: 'ARCHIVED' }, false],
  ['a text file that stays archived', GLACIER, { archivedIn: 'GLACIER', isAsset: false }, false],
  ['an asset that moved to a class that can be read', { storageClass: 'GLACIER_IR' }, {}, false],
  ['a restored asset that stays restored', { ...GLACIER, isRestored: true }, {}, false],
])('the same bytes, %s: inspected again or not', (_what, listed, before, isInspected) => {
  const result = compare([anObject('a', listed)], [known('a', before)]);
  expect(result.unsettled.map(({ key }) => key)).toEqual(isInspected ? ['a'] : []);
  expect(result.unchangedCount).toBe(isInspected ? 0 : 1);
});
