import { expect, test } from 'vitest';
import { changesText, outcomeText } from '../../src/sync/run-words.ts';

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
