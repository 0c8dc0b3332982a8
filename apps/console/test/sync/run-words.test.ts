import { expect, test } from 'vitest';
import { changesText, lastSyncText, outcomeText } from '../../src/sync/run-words.ts';

const outcome = (counts: Partial<Parameters<typeof outcomeText>[0]>) =>
  outcomeText({ listed: 60, added: 0, updated: 0, renamed: 0, removed: 0, skipped: 0, ...counts });

test.each([
  [{ updated: 20, renamed: 20 }, '20 renamed'],
  [{ updated: 25, renamed: 20 }, '5 updated, 20 renamed'],
  [{ added: 1_200, removed: 3, skipped: 2 }, '1,200 added, 3 removed, 2 skipped'],
  [{}, 'nothing new in 60 files'],
  [{ listed: 0 }, 'no files found'],
])('a sync with %o is described as "%s"', (counts, text) => {
  expect(outcome(counts)).toBe(text);
});

test('an open sync that has changed nothing yet does not say that there is nothing new', () => {
  const progress = { listed: 1_000, added: 0, updated: 0, renamed: 0, removed: 0, skipped: 0 };
  expect(changesText(progress)).toBe('');
});

test('a last sync without a result is not described by one', () => {
  const progress = { listed: 60, added: 0, updated: 0, renamed: 0, removed: 0, skipped: 0 };
  const run = { __typename: 'SyncRun', id: '1', finishedAt: null } as const;
  const counts = { __typename: 'SyncProgress', ...progress } as const;
  const failure = { __typename: 'SyncFailure', code: 'LIST_DENIED', message: 'The role may not list.' } as const;
  expect(lastSyncText({ ...run, state: 'FAILED', failure, progress: counts })).toBe(
    'Last sync: The role may not list.',
  );
  const cancelled = lastSyncText({ ...run, state: 'CANCELLED', failure: null, progress: { ...counts, added: 3 } });
  expect(cancelled).toBe('Last sync: 3 added until it was cancelled');
});
