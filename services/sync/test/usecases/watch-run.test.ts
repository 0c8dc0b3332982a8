import { once } from 'node:events';
import { expect, test, vi } from 'vitest';
import { watchRun } from '../../src/usecases/watch-run.ts';
import { openLedger } from '../support/ledger.ts';

const { ledger, startedRun } = await openLedger();
const never = new AbortController().signal;

test('all work of a run ends within half a second of its cancellation, and another run goes on', async () => {
  const [run, other] = [await startedRun(), await startedRun()];
  const watches = [watchRun(ledger, run.id, never), watchRun(ledger, run.id, never)];
  const otherWatch = watchRun(ledger, other.id, never);
  await ledger.cancel(run.organizationId, run.id);
  const cancelledAt = performance.now();
  await Promise.all(watches.map(({ signal }) => once(signal, 'abort')));
  expect(performance.now() - cancelledAt).toBeLessThan(500);
  expect(otherWatch.signal.aborted).toBe(false);
  for (const { stop } of [...watches, otherWatch]) stop();
});

test('many batches of a run share one look at the database, until the last of them has stopped', async () => {
  const run = await startedRun();
  const timers = vi.spyOn(globalThis, 'setInterval');
  const cleared = vi.spyOn(globalThis, 'clearInterval');
  const watches = Array.from({ length: 20 }, () => watchRun(ledger, run.id, never));
  expect(timers).toHaveBeenCalledTimes(1);
  const [last, ...others] = watches;
  for (const { stop } of others) stop();
  expect(cleared).not.toHaveBeenCalled();
  last!.stop();
  expect(cleared).toHaveBeenCalledExactlyOnceWith(timers.mock.results[0]!.value);
  vi.restoreAllMocks();
});

test('what begins after the end of a run is not ended by the watch of what began before', async () => {
  const run = await startedRun();
  const before = watchRun(ledger, run.id, never);
  await ledger.cancel(run.organizationId, run.id);
  await once(before.signal, 'abort');
  const after = watchRun(ledger, run.id, never);
  expect(after.signal.aborted).toBe(false);
  before.stop();
  await once(after.signal, 'abort');
  after.stop();
});

test('work that begins while a check is in flight is not ended by its answer', async () => {
  const looks: PromiseWithResolvers<boolean>[] = [];
  const slowLedger = {
    isRunning() {
      looks.push(Promise.withResolvers());
      return looks.at(-1)!.promise;
    },
  };
  const before = watchRun(slowLedger, 'run', never);
  await vi.waitFor(() => expect(looks).toHaveLength(1));
  const during = watchRun(slowLedger, 'run', never);
  looks[0]!.resolve(false);
  await vi.waitFor(() => expect(looks).toHaveLength(2));
  expect(during.signal.aborted).toBe(false);
  looks[1]!.resolve(false);
  await once(during.signal, 'abort');
  for (const { stop } of [before, during]) stop();
});
