import { expect, test } from 'vitest';
import { readFacts } from '../../src/explorer/panel/file-facts.ts';

/** No server listens here, so that a read would fail. */
const href = 'http://127.0.0.1:9/file';

test.each(['image/gif', 'image/bmp', 'image/webp', 'video/webm', 'video/x-flv'])(
  'a file of type %s, which no library here reads, has no facts and is not read',
  async (contentType) => {
    expect(await readFacts({ href, contentType, sizeBytes: 1_000 })).toEqual([]);
  },
);

test('a file that cannot be read is no file without facts', async () => {
  await expect(readFacts({ href, contentType: 'image/jpeg', sizeBytes: 1_000 })).rejects.toThrow();
});
