import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { measureCeilings } from './ceilings.ts';
import { createCustomer } from './customer.ts';
import { BUCKET, startOnBucket } from './on-bucket.ts';
import { type Rounds, reportLines } from './report.ts';
import { measureOrdinary, measureSync } from './rounds.ts';

/**
 * The whole stack beside the ordinary way, on an S3 that is not the bottleneck; both in turns, in one run.
 *   npm run bench -- end-to-end [--count 20000] [--rounds 3] [--shape flat] [--read-ms 0] [--list-ms 0]
 *     [--idle-minutes 10]
 */
export async function benchEndToEnd(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      count: { type: 'string', default: '20000' },
      rounds: { type: 'string', default: '3' },
      shape: { type: 'string', default: 'flat' },
      'read-ms': { type: 'string', default: '0' },
      'list-ms': { type: 'string', default: '0' },
      'idle-minutes': { type: 'string', default: '0' },
    },
  });
  const { count, shape, 'read-ms': readMs, 'list-ms': listMs } = values;
  const { stack, s3Url, stop } = await startOnBucket({ shape, count, 'read-ms': readMs, 'list-ms': listMs });
  try {
    const customer = createCustomer(stack);
    const rounds: Rounds = { ordinary: [], first: [], unchanged: [], afterIdle: [], ceilings: [] };
    // The first round warms everything up, and does not count.
    for (let round = 0; round <= Number(values.rounds); round += 1) {
      const ceilings = await measureCeilings(s3Url, BUCKET, stack.databaseUrl, stack.pids.postgres!);
      const ordinary = await measureOrdinary(stack, s3Url, BUCKET);
      const { connectionId } = await customer.connect(BUCKET);
      const first = await measureSync(stack, customer, s3Url, connectionId);
      const unchanged = await measureSync(stack, customer, s3Url, connectionId);
      console.error(`round ${round}: ${rate(ordinary)}/s ordinary, ${rate(first)}/s first, ${rate(unchanged)}/s again`);
      if (round === 0) continue;
      rounds.ceilings.push(ceilings);
      rounds.ordinary.push(ordinary);
      rounds.first.push(first);
      rounds.unchanged.push(unchanged);
    }
    const idleMinutes = Number(values['idle-minutes']);
    if (idleMinutes > 0) {
      const { connectionId } = await customer.connect(BUCKET);
      await delay(idleMinutes * 60_000);
      rounds.afterIdle.push(await measureSync(stack, customer, s3Url, connectionId));
    }
    console.log(`\n${count} objects of 64 KiB, ${shape}, ${listMs} ms a page, ${readMs} ms a read`);
    for (const line of reportLines(rounds)) console.log(`  ${line}`);
  } finally {
    await stop();
  }
}

const rate = ({ objects, seconds }: { objects: number; seconds: number }) => Math.round(objects / seconds);
