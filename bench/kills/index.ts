import { parseArgs } from 'node:util';
import { randomNumbers } from '@bucket-sync/shared/testing';
import { createCustomer } from '../end-to-end/customer.ts';
import { BUCKET, startOnBucket } from '../end-to-end/on-bucket.ts';
import { differences, type Expected } from './compare.ts';
import { createProcessKiller } from './process-killer.ts';
import { createSyncer } from './syncer.ts';

/** So that the kills meet first syncs, re-syncs and syncs of a bucket that changes meanwhile. */
const KILLS_A_SYNC = 8;
const CHANGES = { changed: 300, added: 300, gone: 300 };

/**
 * Syncs a bucket that changes, again and again, while every process of the stack is killed at random moments. After
 * each sync the dataset, the data rows and the counters are compared with the bucket. Every third sync, the bucket
 * changes while it is listed; the sync after it must find the rest.
 *   npm run bench -- kills [--count 20000] [--kills 40] [--seed 1] [--shape directories]
 */
export async function benchKills(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      count: { type: 'string', default: '20000' },
      kills: { type: 'string', default: '40' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      shape: { type: 'string', default: 'directories' },
    },
  });
  console.log(`seed ${values.seed}`);
  const { shape, count } = values;
  const { stack, s3Url, stop } = await startOnBucket({ shape, count, 'read-ms': 5 });
  const random = randomNumbers(Number(values.seed));
  const change = async () => {
    const query = new URLSearchParams({ ...strings(CHANGES), seed: String(Math.floor(random() * 1e9)) });
    await fetch(`${s3Url}/-/change?${query}`, { method: 'POST' });
  };
  try {
    const { connectionId, datasetId } = await createCustomer(stack).connect(BUCKET);
    const syncer = createSyncer(stack, connectionId);
    const killer = createProcessKiller(stack.folder, random);
    const expected: Expected = { datasetId, rowsUsed: Number(values.count), quiet: true };
    for (let round = 1; killer.killed() < Number(values.kills) || !expected.quiet; round += 1) {
      const changesMeanwhile = round % 3 === 2;
      const run = syncer.sync();
      const killing = killer.until(run, Math.min(KILLS_A_SYNC, Number(values.kills) - killer.killed()));
      if (changesMeanwhile) await change();
      const counts = await run;
      await killing;
      // Objects that were added and deleted before a listing saw them are no assets.
      expected.rowsUsed += Number(counts.added) - (round === 1 ? Number(values.count) : 0);
      expected.quiet = !changesMeanwhile;
      const wrong = expected.quiet ? await differences(stack.databaseUrl, s3Url, BUCKET, expected, counts) : [];
      console.log(`sync ${round}: ${JSON.stringify(counts)}, ${killer.killed()} kills so far`);
      if (wrong.length > 0) throw new Error(`seed ${values.seed}, sync ${round}: ${wrong.join('; ')}`);
      if (expected.quiet) await change();
    }
    console.log(`every sync left exactly the bucket's objects after ${killer.summary()}`);
  } finally {
    await stop();
  }
}

const strings = (numbers: Record<string, number>) =>
  Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, String(value)]));
