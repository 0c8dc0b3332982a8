import { compareKeys } from '@bucket-sync/shared/aws';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changedSpans } from '../../../src/usecases/listing/changed-spans.ts';
import { chunksOf, fingerprintOf } from '../../../src/usecases/listing/fingerprint.ts';
import { anObject, EVERY_KEY } from '../../support/builders.ts';

const fingerprint = (objects: ReturnType<typeof anObject>[]) => fingerprintOf(chunksOf(objects, null));
const spansOf = (before: ReturnType<typeof anObject>[], now: ReturnType<typeof anObject>[]) =>
  changedSpans({ after: null, upTo: null, objects: now, chunks: chunksOf(now, null) }, fingerprint(before));

const aBucket = fc
  .uniqueArray(fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }), { maxLength: 400 })
  .map((keys) => keys.sort(compareKeys).map((key) => anObject(key)));
/** For each object what becomes of it, and whether one is added behind it. */
const changes = fc.array(fc.constantFrom('same', 'same', 'same', 'same', 'changed', 'gone', 'added'), {
  minLength: 400,
  maxLength: 400,
});

test('outside of the spans, every object is listed as before and none has vanished', () => {
  fc.assert(
    fc.property(aBucket, changes, (before, fates) => {
      const now = before.flatMap((object, n) => {
        if (fates[n] === 'gone') return [];
        if (fates[n] === 'changed') return [{ ...object, etag: 'other' }];
        const isFree = before[n + 1]?.key !== `${object.key}\u0000`;
        return fates[n] === 'added' && isFree ? [object, anObject(`${object.key}\u0000`)] : [object];
      });
      const spans = spansOf(before, now);
      const isWithin = (key: string) =>
        spans.some(
          ({ after, upTo }) =>
            (after === null || compareKeys(key, after) > 0) && (upTo === null || compareKeys(key, upTo) <= 0),
        );
      const outside = (objects: typeof now) => objects.filter(({ key }) => !isWithin(key));
      expect(outside(now)).toEqual(outside(before));
      expect(spans.flatMap(({ objects }) => objects)).toEqual(now.filter(({ key }) => isWithin(key)));
    }),
    { numRuns: 300 },
  );
});

test('one changed object of thousands takes a span of some dozens, and one vanished object too', () => {
  const before = Array.from({ length: 5_000 }, (_, n) => anObject(`photos/${String(n).padStart(5, '0')}.jpg`));
  const sizes: number[] = [];
  for (let n = 50; n < before.length; n += 50) {
    const [changed] = spansOf(before, before.with(n, { ...before[n]!, etag: 'other' }));
    const [gone] = spansOf(before, before.toSpliced(n, 1));
    sizes.push(changed!.objects.length, gone!.objects.length);
  }
  expect(sizes.reduce((sum, size) => sum + size, 0) / sizes.length).toBeLessThan(100);
  expect(spansOf(before, before)).toEqual([]);
});

test('another rule for which keys belong to the connection changes every chunk', () => {
  const objects = [anObject('a.jpg'), anObject('b.jpg')];
  expect(fingerprintOf(chunksOf(objects, EVERY_KEY))).not.toBe(fingerprint(objects));
});
