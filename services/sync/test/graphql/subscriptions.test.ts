import type { RunSnapshot, SyncState } from '@bucket-sync/shared/contracts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createProgressFeed } from '../../src/domain/progress-feed.ts';
import { snapshotOf } from '../../src/domain/run/run-snapshot.ts';
import { streamRun, streamRuns } from '../../src/graphql/subscriptions.ts';
import { anOpenRun } from '../support/builders.ts';

const run = anOpenRun();
const at = (sequence: number, state: SyncState = 'RUNNING', of = run): RunSnapshot =>
  snapshotOf({ ...of, state, sequence }, new Date());
const seen = ({ value }: IteratorResult<RunSnapshot>) => `${value?.state} ${value?.progress.sequence}`;

/** An organization's runs as PostgreSQL holds them. While `isDown`, it answers nothing. */
function stored(first: RunSnapshot[]) {
  const table = { runs: first, isDown: false };
  const rows = async () => {
    if (table.isDown) throw new Error('the connection to PostgreSQL was lost');
    return table.runs;
  };
  return {
    table,
    recent: rows,
    find: async (runId: string) => (await rows()).find((each) => each.runId === runId) ?? null,
  };
}

describe('a subscription whose messages are lost', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('to the runs of an organization hears of a hold and of an end within 15 seconds', async () => {
    const runs = stored([at(1)]);
    const stream = await streamRuns(createProgressFeed(), run, runs);
    expect(seen(await stream.next())).toBe('RUNNING 1');
    for (const state of ['HELD', 'SUCCEEDED'] as const) {
      const next = stream.next();
      runs.table.runs = [at(5 + state.length, state)];
      await vi.advanceTimersByTimeAsync(15_000);
      expect(seen(await next)).toBe(`${state} ${5 + state.length}`);
    }
  });

  test('hears of it also while another run of the organization is never silent', async () => {
    const feed = createProgressFeed();
    const other = anOpenRun({ organizationId: run.organizationId });
    const runs = stored([at(1)]);
    const stream = await streamRuns(feed, run, runs);
    await stream.next();
    runs.table.runs = [at(9, 'SUCCEEDED'), at(1, 'RUNNING', other)];
    const heard: string[] = [];
    for (let second = 1; second <= 16; second += 1) {
      await vi.advanceTimersByTimeAsync(1_000);
      feed.publish(at(second + 1, 'RUNNING', other));
      heard.push(seen(await stream.next()));
    }
    expect(heard).toContain('SUCCEEDED 9');
  });

  test('goes on while PostgreSQL does not answer', async () => {
    const feed = createProgressFeed();
    const runs = stored([at(1)]);
    const both = [await streamRuns(feed, run, runs), await streamRun(feed, run, run.id, () => runs.find(run.id))];
    for (const stream of both) await stream.next();
    runs.table.isDown = true;
    const next = both.map((stream) => stream.next());
    await vi.advanceTimersByTimeAsync(20_000);
    feed.publish(at(2));
    expect((await Promise.all(next)).map(seen)).toEqual(['RUNNING 2', 'RUNNING 2']);
  });
});

test('a subscription to the runs of an organization never goes back', async () => {
  const feed = createProgressFeed();
  const stream = await streamRuns(feed, run, stored([at(7, 'HELD')]));
  expect(seen(await stream.next())).toBe('HELD 7');
  const next = stream.next();
  for (const snapshot of [at(6), at(7, 'HELD')]) {
    feed.publish(snapshot);
    await Promise.resolve();
  }
  feed.publish(at(8, 'SUCCEEDED'));
  expect(seen(await next)).toBe('SUCCEEDED 8');
});

test('a subscription to the runs of an organization remembers a bounded number of ended runs', async () => {
  const feed = createProgressFeed();
  const ends = Array.from({ length: 1_002 }, () => {
    return at(1, 'SUCCEEDED', anOpenRun({ organizationId: run.organizationId }));
  });
  const stream = await streamRuns(feed, run, stored(ends));
  for (const end of ends) expect((await stream.next()).value).toBe(end);
  // The last one is known to have ended; the first was forgotten, so it is sent again.
  for (const end of [ends.at(-1)!, ends[0]!]) feed.publish(end);
  expect((await stream.next()).value).toBe(ends[0]);
});

test('a subscription to the runs of an organization begins with the recent runs, also the ended ones', async () => {
  const other = anOpenRun({ organizationId: run.organizationId });
  const stream = await streamRuns(createProgressFeed(), run, stored([at(9, 'FAILED'), at(1, 'QUEUED', other)]));
  expect([seen(await stream.next()), seen(await stream.next())]).toEqual(['FAILED 9', 'QUEUED 1']);
});
