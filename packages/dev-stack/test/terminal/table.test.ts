import { expect, test } from 'vitest';
import { shortened, tableLines } from '../../src/terminal/table.ts';

test('columns are aligned: numbers to the right, letters of double width counted as two cells', () => {
  const columns = [{ heading: 'folder' }, { heading: 'files', isNumber: true }, { heading: 'note' }];
  expect(
    tableLines(columns, [
      ['カメラ 2', '7', 'a'],
      ['überflug 7', '120', ''],
    ]),
  ).toEqual(['folder      files  note', '──────────  ─────  ────', 'カメラ 2        7  a', 'überflug 7    120']);
});

test('a key that is too long keeps its end, which is the file name', () => {
  expect(shortened('train/2026-10-01/IMG_1.jpg', 12)).toBe('…1/IMG_1.jpg');
});
