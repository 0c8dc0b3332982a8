import { describe, expect, test } from 'vitest';
import { kindByName, verdictWithoutReading } from '../../src/media/index.ts';

const reasonOf = (key: string, sizeBytes = 100): string | null => {
  const verdict = verdictWithoutReading({ key, sizeBytes });
  return verdict?.kind === 'SKIPPED' ? verdict.reason : null;
};

describe('a verdict without a read', () => {
  test.each([
    'labels.txt',
    'a/b/annotations.JSON',
    'data.csv',
    'archive.tar.gz',
    'model.onnx',
    '.DS_Store',
    'photos/._a.jpg',
    ...['a.jpg.bak', 'a.jpg.orig', 'a.jpg.0123456789abcdef.orig', 'no-extension.ORIG', 'clip.mp4.old'],
    ...['a.png.backup', 'a.png.save', 'a.jpg_original', 'a.jpg~'],
  ])('%s is NOT_MEDIA', (key) => {
    expect(reasonOf(key)).toBe('NOT_MEDIA');
  });

  test.each(['images/', 'images_$folder$'])('the folder marker %s is NOT_MEDIA, of any size', (key) => {
    expect(reasonOf(key, 0)).toBe('NOT_MEDIA');
    expect(reasonOf(key, 11)).toBe('NOT_MEDIA');
  });

  test.each(['a/./b.jpg', '../b.jpg', 'a/..', './a.mp4'])('%s is skipped: no browser can load it', (key) => {
    expect(reasonOf(key)).toBe('UNSUPPORTED_FORMAT');
  });

  test('an object of 0 bytes is EMPTY', () => {
    expect(reasonOf('a.jpg', 0)).toBe('EMPTY');
    expect(reasonOf('no-extension', 0)).toBe('EMPTY');
  });

  test.each([
    'a.jpg',
    'foo',
    'dir.txt/foo',
    'x.bin',
    'clip.ts',
    'a.JPG',
    'photo.txt.png',
    'page.ogg',
    'a../b..jpg',
    '.a/b.jpg',
    ...['a.original', 'the_original', 'orig', 'orig/a.jpg', 'a.orig.jpg', 'old.png'],
  ])('%s has to be read', (key) => {
    expect(reasonOf(key)).toBeNull();
  });
});

describe('the preview counts by name', () => {
  test.each([
    ['a/b.JPEG', 'IMAGE'],
    ['b.heic', 'IMAGE'],
    ['c.mp4', 'VIDEO'],
    ['c.MOV', 'VIDEO'],
    ['d.3gp', 'VIDEO'],
    ['d.flv', 'VIDEO'],
    ['d.wmv', 'VIDEO'],
    ['._c.MOV', 'OTHER'],
    ['a/../c.jpg', 'OTHER'],
    ['notes.txt', 'OTHER'],
    ['jpg', 'OTHER'],
    ['mp4/readme', 'OTHER'],
  ] as const)('%s as %s', (key, kind) => {
    expect(kindByName(key)).toBe(kind);
  });
});
