import { expect, test } from 'vitest';
import { progressLine } from '../../src/terminal/progress-bar.ts';
import type { Progress, Run } from '../../src/wizard/sync-bucket.ts';

const run = (progress: Partial<Progress>, state: Run['state'] = 'RUNNING'): Run => ({
  id: 'run',
  state,
  failure: null,
  progress: {
    sequence: 1,
    fraction: null,
    listed: 0,
    unchanged: 0,
    waiting: 0,
    added: 0,
    updated: 0,
    skipped: 0,
    removed: 0,
    objectsPerSecond: 0,
    secondsLeft: null,
    bytesRead: 0,
    requestCount: 0,
    ...progress,
  },
});

test('the bar is as full as the run', () => {
  const line = progressLine(run({ fraction: 0.5, listed: 200, waiting: 100, added: 80, skipped: 20 }));
  expect(line).toContain(`${'█'.repeat(15)}${'░'.repeat(15)}  50 %`);
  expect(line).toContain('100 of 200 running · 80 added · 20 skipped');
});

test('a fraction that is not known yet is not made up', () => {
  expect(progressLine(run({ listed: 100, waiting: 100 }))).toContain(' ?  %');
});

test('a bar is full only at the end', () => {
  expect(progressLine(run({ fraction: 0.999 }))).toContain(' 99 %');
  expect(progressLine(run({ fraction: 1 }, 'SUCCEEDED_WITH_SKIPS'))).toContain('100 %  0 of 0 succeeded with skips');
});
