import { expect, test } from 'vitest';
import type { Progress, Run } from '../../src/gateway-client/sync-bucket.ts';
import { progressDisplay, progressLine } from '../../src/terminal/progress-bar.ts';

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

test('the bar is filled by the fraction of the run that is done', () => {
  const line = progressLine(run({ fraction: 0.5, listed: 200, waiting: 100, added: 80, skipped: 20 }));
  expect(line).toContain(`${'█'.repeat(15)}${'░'.repeat(15)}  50 %`);
  expect(line).toContain('100 of 200 running · 80 added · 20 skipped');
});

test('while the fraction is unknown the line shows the state, and no count that is zero', () => {
  const empty = '░'.repeat(30);
  expect(progressLine(run({}, 'QUEUED'))).toBe(`  ${empty}  queued`);
  expect(progressLine(run({}))).toBe(`  ${empty}  counting …`);
  expect(progressLine(run({}, 'CANCELLED'))).toBe(`  ${empty}  cancelled`);
  expect(progressLine(run({ listed: 100, waiting: 20, added: 80 }))).toBe(
    `  ${empty}  counting …  80 of 100 so far · 80 added`,
  );
});

test('a line that is too long for the terminal loses whole parts, then the bar', () => {
  const long = run({ fraction: 0.5, listed: 200, waiting: 100, unchanged: 60, added: 20, skipped: 20, secondsLeft: 7 });
  const whole = progressLine(long);
  expect(whole).toMatch(/ 50 % {2}100 of 200 running · 7 s left · 60 unchanged · 20 added · 20 skipped$/);
  expect(progressLine(long, whole.length)).toBe(whole);
  expect(progressLine(long, whole.length - 1)).toMatch(/ · 60 unchanged · 20 added$/);
  expect(progressLine(long, 79)).toMatch(/^ {2}█.* 50 % {2}100 of 200 running · 7 s left$/);
  expect(progressLine(long, 40)).toBe(' 50 %  100 of 200 running');
  for (let widest = 0; widest <= whole.length; widest += 1)
    expect(progressLine(long, widest).length).toBeLessThanOrEqual(widest);
});

test('a terminal gets a line within its width; a terminal of unknown width gets the whole line', () => {
  const drawn = (columns: number) => {
    let text = '';
    const write = (chunk: string) => {
      text += chunk;
    };
    const stream = { isTTY: true, columns, write } as unknown as NodeJS.WritableStream;
    progressDisplay(stream).show(
      run({ fraction: 0.5, listed: 200, waiting: 100, unchanged: 60, added: 20, skipped: 20 }),
    );
    return text.replace('\r', '<start>').replace('\u001b[K', '<clear>');
  };
  expect(drawn(80)).toMatch(/^<start> {2}█.* 100 of 200 running · 60 unchanged<clear>$/);
  expect(drawn(0)).toMatch(/ · 60 unchanged · 20 added · 20 skipped<clear>$/);
});

test('a bar is full only at the end', () => {
  expect(progressLine(run({ fraction: 0.999 }))).toContain(' 99 %');
  expect(progressLine(run({ fraction: 1 }, 'SUCCEEDED_WITH_SKIPS'))).toContain('100 %  0 of 0 succeeded with skips');
});
