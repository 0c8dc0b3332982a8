import { compareKeys } from '@bucket-sync/shared/aws';
import { expect, test } from 'vitest';
import type { KnownObject } from '../../../src/domain/comparing.ts';
import type { BucketLister } from '../../../src/domain/ports.ts';
import { comparePage } from '../../../src/usecases/listing/compare-page.ts';
import { createObjectFilter } from '../../../src/usecases/listing/included-objects.ts';
import { anObject } from '../../support/builders.ts';

const TARGET = { organizationId: 'acme', connectionId: 'c', runId: 'r' };
const keyOf = (n: number) => `key-${String(n).padStart(6, '0')}`;

test('an emptied bucket is compared in pages: every known object is missing once, and few are in memory', async () => {
  const KNOWN = 23_456;
  const everything: KnownObject[] = Array.from({ length: KNOWN }, (_, n) => {
    return {
      key: keyOf(n),
      etag: 'e',
      sizeBytes: 1,
      unsettledReason: null,
      archivedIn: null,
      isReported: false,
      isAsset: true,
    };
  });
  // Two objects are left, in the middle and at the end.
  const listed = [anObject(keyOf(12_000), { etag: 'e', sizeBytes: 1 }), anObject('zoo')];
  const parts = {
    lister: {
      listPage: async (_target: unknown, after: string | null) => ({
        objects: listed.filter(({ key }) => after === null || compareKeys(key, after) > 0),
        unstorableKeys: [],
        next: null,
      }),
    } as unknown as BucketLister,
    ledger: {
      knownRange: async (_target: unknown, range: { after: string | null; upTo: string | null; limit: number }) =>
        everything
          .filter(({ key }) => key > (range.after ?? '') && (range.upTo === null || key <= range.upTo))
          .slice(0, range.limit),
    },
  };
  const missing: string[] = [];
  const fresh: string[] = [];
  let unchanged = 0;
  for (let after: string | null = null, isOver = false; !isOver; ) {
    const { page, comparison } = await comparePage(parts, TARGET, after, createObjectFilter(null));
    expect(comparison.missingKeys.length).toBeLessThanOrEqual(5_000);
    missing.push(...comparison.missingKeys);
    fresh.push(...comparison.fresh.map(({ key }) => key));
    unchanged += comparison.unchangedCount;
    after = page.next;
    isOver = page.next === null;
  }
  expect(missing).toEqual(everything.map(({ key }) => key).filter((key) => key !== keyOf(12_000)));
  expect({ fresh, unchanged }).toEqual({ fresh: ['zoo'], unchanged: 1 });
});

test('a page counts what the patterns exclude, and what was known of it is missing', async () => {
  const objects = [anObject('in/a.jpg'), anObject('in/b.tmp'), anObject('in/sub/c.jpg')];
  const known = objects.map(({ key, etag, sizeBytes }): KnownObject => {
    return { key, etag, sizeBytes, unsettledReason: null, archivedIn: null, isReported: false, isAsset: true };
  });
  const parts = {
    lister: {
      listPage: async () => ({ objects, unstorableKeys: [], next: null }),
    } as Partial<BucketLister> as BucketLister,
    ledger: { knownRange: async () => known },
  };
  const rule = { prefix: 'in/', includePatterns: ['*.jpg', 'sub/**'], excludePatterns: ['sub/c*'] };
  const { page, excludedCount, comparison } = await comparePage(parts, TARGET, null, createObjectFilter(rule));
  expect(page.objects.map(({ key }) => key)).toEqual(['in/a.jpg']);
  expect(excludedCount).toBe(2);
  expect(comparison).toMatchObject({ unchangedCount: 1, missingKeys: ['in/b.tmp', 'in/sub/c.jpg'] });
});
