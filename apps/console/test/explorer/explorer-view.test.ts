import { expect, test } from 'vitest';
import { type ExplorerView, filterOf, isFiltered, NO_FILTER } from '../../src/explorer/explorer-view.ts';

const view = (changes: Partial<ExplorerView>): ExplorerView => ({
  ...NO_FILTER,
  orderBy: 'OBJECT_KEY',
  assetId: '',
  ...changes,
});

test.each([
  [{ status: 'disconnected' as const }, { isConnected: false }],
  [
    { status: 'connected' as const, mediaType: 'VIDEO' as const },
    { isConnected: true, mediaType: 'VIDEO' },
  ],
  [
    { duplicates: 'only' as const, minWidth: 640 },
    { isDuplicate: true, minWidth: 640 },
  ],
])('the view %o is the filter %o', (changes, filter) => {
  expect(filterOf(view(changes))).toEqual(filter);
});

test('an order and an open asset filter nothing', () => {
  expect(isFiltered(view({ orderBy: 'NEWEST', assetId: 'a' }))).toBe(false);
});
