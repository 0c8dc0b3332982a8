import { newId } from '@bucket-sync/shared/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DeferredObject } from '../../../src/domain/deferred.ts';
import type { ListedObject } from '../../../src/domain/verdict.ts';
import { inspectRound } from '../../../src/usecases/inspection/inspect-round.ts';
import { photo, startInspection } from '../../support/inspection.ts';
import { type SandboxBucket, startSandboxBucket } from '../../support/sandbox-bucket.ts';

const BATCHES = 4;
const OBJECTS_A_BATCH = 250;
/** The share of the limits in use, so that the test ends sooner. */
const FIRST = { lateMs: 1_000, roundMs: 10_000 };
const RETRY = { lateMs: 3_000, roundMs: 10_000 };

let bucket: SandboxBucket;
let inspection: Awaited<ReturnType<typeof startInspection>>;
let listed: DeferredObject[];
const target = { organizationId: 'acme', connectionId: newId(), runId: newId() };
const isHanging = ({ object }: DeferredObject) => object.key.startsWith('hanging/');

beforeAll(async () => {
  bucket = await startSandboxBucket('hanging');
  await bucket.put('readable.jpg', photo);
  const known: ListedObject[] = [];
  inspection = await startInspection(bucket, async () => known);
  const { objects } = await inspection.parts.lister.listPage(target, null);
  const readable = objects[0]!;
  known.push(readable);
  bucket.sandbox.faults.add({ match: { operation: 'GetObject', keyPrefix: 'hanging/' }, effect: { kind: 'hang' } });
  listed = Array.from({ length: BATCHES * OBJECTS_A_BATCH }, (_, n) => ({
    object: n % 10 < 3 ? { ...readable, key: `hanging/${n}.jpg` } : { ...readable },
    failures: 0,
    answer: null,
  }));
});
afterAll(async () => {
  await inspection.stop();
  await bucket.stop();
});

/** All batches of a run at once, as the partitions of the topic deliver them. */
async function inspectAll(objects: readonly DeferredObject[], limits: typeof FIRST) {
  const size = Math.ceil(objects.length / BATCHES);
  const batches = Array.from({ length: BATCHES }, (_, n) => objects.slice(n * size, (n + 1) * size));
  const signal = new AbortController().signal;
  const rounds = await Promise.all(
    batches.map((batch) => inspectRound(inspection.parts, target, batch, limits, signal)),
  );
  return {
    inspected: rounds.flatMap((round) => round.inspected),
    deferred: rounds.flatMap((round) => round.deferred),
  };
}

test('300 reads of 1,000 that hang all fail in one round, and in one round of the retries', async () => {
  const first = await inspectAll(listed, FIRST);
  expect(first.inspected).toHaveLength(700);
  expect(first.inspected.map(({ verdict }) => verdict.kind)).not.toContain('SKIPPED');
  expect(first.deferred.filter(isHanging)).toHaveLength(300);
  expect(first.deferred.filter(({ failures }) => failures !== 1)).toEqual([]);

  const second = await inspectAll(first.deferred, RETRY);
  expect(second.inspected).toEqual([]);
  expect(second.deferred).toHaveLength(300);
  expect(second.deferred.filter(({ failures }) => failures !== 2)).toEqual([]);
});
