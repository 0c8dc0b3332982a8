import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createCustomer } from './end-to-end/customer.ts';
import { BUCKET, startOnBucket } from './end-to-end/on-bucket.ts';
import { countersOf } from './end-to-end/rounds.ts';

const SMALL_SYNCS = 4;
const PAUSE_MS = 4_000;

/**
 * Measures syncs of a folder while another connection syncs the whole bucket, and then cancels that sync.
 *   npm run bench -- fairness [--count 200000] [--read-ms 0]
 */
export async function benchFairness(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { count: { type: 'string', default: '200000' }, 'read-ms': { type: 'string', default: '0' } },
  });
  const { count, 'read-ms': readMs } = values;
  const bench = await startOnBucket({ shape: 'directories', count, 'list-ms': 20, 'read-ms': readMs });
  try {
    const customer = createCustomer(bench.stack);
    const large = await customer.connect(BUCKET);
    const small = await Promise.all(
      Array.from({ length: SMALL_SYNCS }, (_, at) => customer.connect(BUCKET, `train/class-0${250 + at}/`)),
    );
    const whole = await customer.start(large.connectionId);
    let isLargeRunning = true;
    const end = customer.ended(whole).finally(() => {
      isLargeRunning = false;
    });
    for (const { connectionId } of small) {
      await delay(PAUSE_MS);
      const { result, seconds } = await timed(() => customer.sync(connectionId));
      const beside = isLargeRunning ? 'beside the large one' : 'after the large one had ended';
      console.log(`${result.progress.added} objects in ${seconds} s, ${beside}`);
    }
    if (isLargeRunning) {
      const { result, seconds } = await timed(async () => {
        await customer.cancel(whole);
        return end;
      });
      console.log(`the large one is ${result.state} ${seconds} s after it was cancelled`);
    }
    await countersOf(bench.s3Url);
    await delay(1_000);
    console.log(`the first second after its end: ${(await countersOf(bench.s3Url)).reads} reads`);
    console.log(`the large one: ${JSON.stringify((await end).progress)}`);
  } finally {
    await bench.stop();
  }
}

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; seconds: string }> {
  const began = performance.now();
  const result = await work();
  return { result, seconds: ((performance.now() - began) / 1_000).toFixed(1) };
}
