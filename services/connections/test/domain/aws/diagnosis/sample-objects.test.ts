import { IMAGE_EXTENSIONS, VIDEO_EXTENSIONS } from '@bucket-sync/shared/contracts';
import { expect, test } from 'vitest';
import { chooseSamples } from '../../../../src/domain/aws/diagnosis/sample-objects.ts';

const object = (key: string) => ({ key, sizeBytes: 1, etag: '"e"', storageClass: 'STANDARD', isArchived: false });

test('of each kind one object is read, images and videos first, with any extension that sync knows', () => {
  for (const image of IMAGE_EXTENSIONS) {
    for (const video of VIDEO_EXTENSIONS) {
      const keys = ['notes.txt', `a.${video}`, `B.${image.toUpperCase()}`];
      const { objects } = chooseSamples(keys.map(object));
      expect(objects.map(({ key }) => key)).toEqual(keys.toReversed());
    }
  }
});
