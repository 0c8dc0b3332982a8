import { expect, test } from 'vitest';
import { sizeText } from '../../src/terminal/size-text.ts';

test.each([
  [0, '0 KiB'],
  [1, '1 KiB'],
  [1023 * 1024, '1023 KiB'],
  [1024 * 1024, '1.0 MiB'],
  [32_946 * 1024, '32.2 MiB'],
  [1024 ** 3 - 1, '1.0 GiB'],
  [2.5 * 1024 ** 3, '2.5 GiB'],
  [3 * 1024 ** 4, '3.0 TiB'],
  [5000 * 1024 ** 4, '5000.0 TiB'],
])('%d bytes are %s', (sizeBytes, text) => {
  expect(sizeText(sizeBytes)).toBe(text);
});
