import { beforeEach, expect, test } from 'vitest';
import type { RunLedger } from '../../../src/domain/ports.ts';
import type { ListedObject } from '../../../src/domain/verdict.ts';
import { aJob, anObject } from '../../support/builders.ts';
import { openLedger } from '../../support/ledger.ts';
import { listedSyncs } from '../../support/listed-syncs.ts';

const PAGE = 50;
const keyOf = (n: number) => `photos/${String(n).padStart(5, '0')}.jpg`;
const objectsOf = (count: number) => Array.from({ length: count }, (_, n) => anObject(keyOf(n)));

/** Known rows that comparisons have read. */
let knownRead: string[] = [];
const { pool, ledger: real } = await openLedger();
const noting = <T extends { key: string }>(known: T[]) => {
  knownRead.push(...known.map(({ key }) => key));
  return known;
};
const ledger: RunLedger = {
  ...real,
  knownRange: async (...of) => noting(await real.knownRange(...of)),
  knownWithin: async (...of) => noting(await real.knownWithin(...of)),
  knownAmong: async (...of) => noting(await real.knownAmong(...of)),
};

let connection: ReturnType<typeof aJob>;
let sync: ReturnType<typeof listedSyncs>;
beforeEach(() => {
  connection = aJob();
  sync = listedSyncs(ledger, pool, connection);
  knownRead = [];
});

async function rowsOf(table: 'listed_ranges' | 'known_objects'): Promise<object[]> {
  const { rows } = await pool.query(`select * from ${table} where connection_id = $1 order by 1, 2`, [
    connection.connectionId,
  ]);
  return rows;
}

/** Syncs what is unchanged: no known row is read, and no row is written but those of the run. */
async function expectNothingRead(objects: ListedObject[], of: { leftOut?: number } = {}) {
  const { leftOut = 0 } = of;
  knownRead = [];
  const before = [await rowsOf('listed_ranges'), await rowsOf('known_objects')];
  const { run, inspected, requests } = await sync({ objects, pageSize: PAGE });
  expect(run.counts).toMatchObject({
    listed: objects.length,
    unchanged: objects.length,
    leftOut,
    knownBefore: objects.length,
    knownAssetsBefore: objects.length - leftOut,
  });
  expect({ inspected, knownRead }).toEqual({ inspected: [], knownRead: [] });
  expect([await rowsOf('listed_ranges'), await rowsOf('known_objects')]).toEqual(before);
  return requests;
}

test('after a first sync, an unchanged bucket is synced without a known row, in few requests', async () => {
  const objects = objectsOf(1_000);
  const skipped = (object: ListedObject) =>
    object.key.endsWith('7.jpg') ? { outcome: 'SKIPPED' as const, reason: 'CORRUPT' as const } : null;
  const first = await sync({ objects, pageSize: PAGE, outcomeOf: skipped });
  expect(first.run).toMatchObject({ state: 'SUCCEEDED_WITH_SKIPS', counts: { added: 900, skipped: 100 } });
  expect(first.inspected).toEqual(expect.arrayContaining(objects.map(({ key }) => key)));
  expect(await expectNothingRead(objects, { leftOut: 100 })).toBeLessThanOrEqual(1.25 * (1_000 / PAGE));
});

test('only ranges that have changed are compared, and the next sync reads nothing again', async () => {
  const objects = objectsOf(1_000);
  await sync({ objects, pageSize: PAGE });
  knownRead = [];
  const changed = objects.map((object, n) => (n === 310 ? { ...object, etag: 'new' } : object));
  const now = [...changed.filter((_, n) => n !== 620), anObject(`${keyOf(930)}-added`)];
  const { run, inspected, removed } = await sync({ objects: now, pageSize: PAGE });
  expect(run.counts).toMatchObject({ updated: 1, added: 1, missing: 1, unchanged: 998 });
  expect({ inspected: inspected.sort(), removed }).toEqual({
    inspected: [keyOf(310), `${keyOf(930)}-added`],
    removed: [keyOf(620)],
  });
  expect(knownRead.length).toBeLessThanOrEqual(3 * PAGE);
  await expectNothingRead(now);
});

test('an object without a settled verdict is inspected by every sync, and its range counts after one', async () => {
  const objects = objectsOf(200);
  const failing = ({ key }: ListedObject) =>
    key === keyOf(120) ? { outcome: 'SKIPPED' as const, reason: 'READ_FAILED' as const } : null;
  await sync({ objects, pageSize: PAGE, outcomeOf: failing });
  expect((await sync({ objects, pageSize: PAGE, outcomeOf: failing })).inspected).toEqual([keyOf(120)]);
  expect((await sync({ objects, pageSize: PAGE })).inspected).toEqual([keyOf(120)]);
  await expectNothingRead(objects);
});

test('the ranges of a run that was cancelled do not count', async () => {
  const objects = objectsOf(200);
  await sync({ objects, pageSize: PAGE });
  const changed = objects.map((object) => ({ ...object, etag: 'new' }));
  const cancelling = async (list: (signal: AbortSignal) => Promise<void>) => {
    await list(new AbortController().signal);
    const active = await ledger.findActive(connection.organizationId, connection.connectionId);
    await ledger.cancel(connection.organizationId, active!.id);
    // Its batches are not inspected any more.
    await pool.query('delete from outbox_bundles');
  };
  const cancelled = await sync({ objects: changed, pageSize: PAGE, deliver: cancelling });
  expect(cancelled.run.state).toBe('CANCELLED');
  expect((await sync({ objects: changed, pageSize: PAGE })).run.counts).toMatchObject({ updated: 200, unchanged: 0 });
});

test('a deleted asset and a reported link are inspected by the next sync', async () => {
  const objects = objectsOf(200);
  await sync({ objects, pageSize: PAGE });
  await ledger.forgetKeys({ ...connection, objectKeys: [keyOf(10)] });
  await ledger.reportBroken({ ...connection, runId: null }, keyOf(150));
  const { inspected, rechecked } = await sync({ objects, pageSize: PAGE, lost: [keyOf(10)] });
  expect({ inspected, rechecked }).toEqual({ inspected: [keyOf(10)], rechecked: [keyOf(150)] });
  await expectNothingRead(objects);
});

test('an object that is replaced after its listing, and put back before the next, is inspected again', async () => {
  const objects = objectsOf(200);
  const replaced = ({ key }: ListedObject) => (key === keyOf(60) ? { etag: 'replaced' } : null);
  const whenReplaced = async (list: (signal: AbortSignal) => Promise<void>) => {
    await list(new AbortController().signal);
    // The inspection notices it while it reads the object, after its page was recorded.
    await ledger.forgetListed({ ...connection, runId: null }, [keyOf(60)]);
  };
  await sync({ objects, pageSize: PAGE, outcomeOf: replaced, deliver: whenReplaced });
  expect((await sync({ objects, pageSize: PAGE })).inspected).toEqual([keyOf(60)]);
});

test('missing files whose assets are kept stay missing in the next sync', async () => {
  const objects = objectsOf(200);
  await sync({ objects, pageSize: PAGE });
  const fewer = objects.slice(0, 100);
  const held = await sync({ objects: fewer, pageSize: PAGE });
  expect(held.run).toMatchObject({ state: 'HELD', counts: { missing: 100 } });
  await ledger.decideRemovals(connection.organizationId, held.run.id, 'KEEP');
  const again = await sync({ objects: fewer, pageSize: PAGE });
  expect(again.run).toMatchObject({ state: 'HELD', counts: { missing: 100, knownBefore: 200 } });
});

/** Kills the process in the middle of a slice, or delivers it to two processes at once, by the numbers of a seed. */
function unreliably(random: () => number) {
  return async (list: (signal: AbortSignal) => Promise<void>): Promise<void> => {
    for (;;) {
      const killed = new AbortController();
      const runs = [list(killed.signal)];
      if (random() < 0.4) runs.push(list(new AbortController().signal));
      if (random() < 0.6) setTimeout(() => killed.abort(new Error('killed')), random() * 40);
      const ended = await Promise.allSettled(runs);
      if (ended.every(({ status }) => status === 'fulfilled')) return;
    }
  };
}

test('slices that are killed or doubled at random places: every sync finds exactly what has changed', async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
  const pick = <T>(items: readonly T[], share: number) => items.filter(() => random() < share);
  let objects = Array.from({ length: 1_500 }, (_, n) => anObject(`${'abcd'[n % 4]}/😀${n * 7919}.jpg`));
  await sync({ objects, pageSize: PAGE, deliver: unreliably(random) });
  for (let round = 0; round < 4; round += 1) {
    const gone = new Set(pick(objects, 0.02));
    const changed = new Set(pick(objects, 0.02).filter((object) => !gone.has(object)));
    const added = pick(objects, 0.03).map(({ key }) => anObject(`${key}-${round}`));
    const kept = objects.filter((object) => !gone.has(object));
    objects = [...kept.map((each) => (changed.has(each) ? { ...each, etag: `${round}` } : each)), ...added];
    const { run, inspected, removed } = await sync({ objects, pageSize: PAGE, deliver: unreliably(random) });
    const due = [...[...changed].map(({ key }) => key), ...added.map(({ key }) => key)];
    expect({ seed, inspected: inspected.sort(), removed: removed.sort() }).toEqual({
      seed,
      inspected: due.sort(),
      removed: [...gone].map(({ key }) => key).sort(),
    });
    expect(run.counts).toMatchObject({ listed: objects.length, unchanged: objects.length - due.length });
  }
  await expectNothingRead(objects);
}, 60_000);
