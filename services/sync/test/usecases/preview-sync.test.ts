import type { Caller } from '@bucket-sync/shared/auth';
import type { KeyRule, TypedPatterns } from '@bucket-sync/shared/patterns';
import { expect, test } from 'vitest';
import type { KnownObject } from '../../src/domain/comparing.ts';
import type { BucketLister, RunLedger } from '../../src/domain/ports.ts';
import type { ListedObject } from '../../src/domain/verdict.ts';
import { kindByName, verdictWithoutReading } from '../../src/media/index.ts';
import { previewSync } from '../../src/usecases/preview-sync.ts';
import { anObject, EVERY_KEY } from '../support/builders.ts';

const caller: Caller = { subject: 'anna', organizationId: 'acme', role: 'EDITOR' };

/** The preview of a bucket with these objects. The dataset has the bytes of `inDataset`, by ETag. */
async function previewOf(
  objects: ListedObject[],
  of: { known?: KnownObject[]; keyRule?: KeyRule; inDataset?: string[]; typed?: TypedPatterns } = {},
) {
  const { known = [], keyRule = EVERY_KEY, inDataset = [], typed } = of;
  const view = { id: 'c', datasetId: 'd', isHealthy: true, cause: null, remedy: null, keyRule };
  return previewSync(
    {
      lister: {
        listPage: async () => ({ objects, unstorableKeys: [], next: null }),
      } as Partial<BucketLister> as BucketLister,
      ledger: { knownRange: async () => known } as Partial<RunLedger> as RunLedger,
      findConnection: async () => view,
      dataRowsLeft: async () => 100,
      contentsInDataset: async (_caller, _datasetId, contents) => contents.map(({ etag }) => inDataset.includes(etag)),
      kindByName,
      verdictWithoutReading,
      dataRowPrices: { image: 1, video: 5 },
      now: () => performance.now(),
    },
    caller,
    'c',
    typed,
  );
}

const known = (key: string, of: Partial<KnownObject>): KnownObject => {
  const { etag, sizeBytes } = anObject(key);
  return { key, etag, sizeBytes, unsettledReason: null, archivedIn: null, isReported: false, isAsset: true, ...of };
};

test('dataRowsNeeded is at least what a sync uses, because a name proves nothing about a file', async () => {
  const keys = ['no-extension', 'photo.jpg', 'readme.txt', 'retried.png', 'video.mp4', 'x.dat'];
  const objects = keys.map((key) => anObject(key));
  const retried = known('retried.png', { isAsset: false, unsettledReason: 'QUOTA_EXCEEDED' });
  // Six files, without the text file; each may be a video.
  expect(await previewOf(objects, { known: [retried] })).toMatchObject({
    newCount: 5,
    retriedCount: 1,
    dataRowsNeeded: 5 * 5,
  });
});

test('assets, empty files and archived files need no data rows', async () => {
  const objects = [
    anObject('archived.jpg', { storageClass: 'GLACIER' }),
    anObject('asset.jpg', { etag: 'new' }),
    anObject('empty.jpg', { sizeBytes: 0 }),
  ];
  expect(await previewOf(objects, { known: [known('asset.jpg', {})] })).toMatchObject({ dataRowsNeeded: 0 });
});

test('excluded objects are in no count but objectCount, and known ones among them are missing', async () => {
  const objects = [anObject('a.jpg'), anObject('tmp/b.jpg'), anObject('tmp/c.jpg')];
  const keyRule = { ...EVERY_KEY, excludePatterns: ['tmp/**'] };
  expect(await previewOf(objects, { keyRule, known: [known('tmp/b.jpg', {})] })).toMatchObject({
    objectCount: 3,
    excludedCount: 2,
    imageCount: 1,
    newCount: 1,
    missingCount: 1,
    totalBytes: 1_000,
    sampleKeys: ['a.jpg'],
    dataRowsNeeded: 5,
  });
});

test('typed patterns replace those of the connection, each list by itself', async () => {
  const objects = [anObject('a.jpg'), anObject('b.png'), anObject('tmp/c.jpg')];
  const keyRule = { ...EVERY_KEY, excludePatterns: ['tmp/**'] };
  const excludedBy = async (typed: TypedPatterns) => await previewOf(objects, { keyRule, typed });
  expect(await excludedBy({ excludePatterns: ['**/*.png'] })).toMatchObject({ excludedCount: 1 });
  expect(await excludedBy({ excludePatterns: [] })).toMatchObject({ excludedCount: 0 });
  expect(await excludedBy({ includePatterns: ['**/*.jpg'], excludePatterns: null })).toMatchObject({
    excludedCount: 2,
  });
});

test('a typed pattern that is none is a Problem that names its field', async () => {
  expect(await previewOf([anObject('a.jpg')], { typed: { excludePatterns: ['{a'] } })).toMatchObject({
    code: 'INVALID_INPUT',
    field: 'excludePatterns',
  });
});

test('a new file is a duplicate of an asset of the dataset, or of an earlier new file', async () => {
  const objects = [
    anObject('a.jpg', { etag: 'same' }),
    anObject('b.jpg', { etag: 'same' }),
    anObject('c.jpg', { etag: 'same', sizeBytes: 2 }),
    anObject('d.jpg', { etag: 'stored' }),
    anObject('e.jpg', { etag: 'other' }),
  ];
  expect(await previewOf(objects, { inDataset: ['stored'] })).toMatchObject({ newCount: 5, duplicateCount: 2 });
});
