import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createCustomer } from './end-to-end/customer.ts';
import { BUCKET, startOnBucket } from './end-to-end/on-bucket.ts';

const SMALL_SYNCS = 4;
const PAUSE_MS = 4_000;

/**
 * Measures syncs of a folder while another connection syncs the whole bucket.
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
    let isLargeRunning = true;
    const whole = customer.sync(large.connectionId).finally(() => {
      isLargeRunning = false;
    });
    for (const { connectionId } of small) {
      await delay(PAUSE_MS);
      const began = performance.now();
      const { progress } = await customer.sync(connectionId);
      const seconds = ((performance.now() - began) / 1_000).toFixed(1);
      const beside = isLargeRunning ? 'beside the large one' : 'after the large one had ended';
      console.log(`${progress.added} objects in ${seconds} s, ${beside}`);
    }
    console.log(`the large one: ${JSON.stringify((await whole).progress)}`);
  } finally {
    await bench.stop();
  }
}
