import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { startProgram } from '../start-program.ts';
import { measureCeilings } from './ceilings.ts';
import { createCustomer } from './customer.ts';
import { type Rounds, reportLines } from './report.ts';
import { measureOrdinary, measureSync } from './rounds.ts';
import { type BenchStack, startBenchStack } from './stack.ts';

const BUCKET = 'bench-bucket';

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
  const standIn = await startProgram('bench/s3-stand-in/main.ts', {
    args: [
      '--bucket',
      BUCKET,
      '--shape',
      values.shape,
      '--count',
      values.count,
      '--read-ms',
      values['read-ms'],
      '--list-ms',
      values['list-ms'],
    ],
  });
  const stack = await startBenchStack(standIn.url).catch(async (error) => {
    await standIn.stop();
    throw error;
  });
  try {
    await raiseLimit(stack);
    const customer = createCustomer(stack);
    const rounds: Rounds = { ordinary: [], first: [], unchanged: [], afterIdle: [], ceilings: [] };
    // The first round warms everything up, and does not count.
    for (let round = 0; round <= Number(values.rounds); round += 1) {
      const ceilings = await measureCeilings(standIn.url, BUCKET, stack.databaseUrl, stack.pids.postgres!);
      const ordinary = await measureOrdinary(stack, standIn.url, BUCKET);
      const { connectionId } = await customer.connect(BUCKET);
      const first = await measureSync(stack, customer, standIn.url, connectionId);
      const unchanged = await measureSync(stack, customer, standIn.url, connectionId);
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
      rounds.afterIdle.push(await measureSync(stack, customer, standIn.url, connectionId));
    }
    const { count, shape } = values;
    console.log(
      `\n${count} objects of 64 KiB, ${shape}, ${values['list-ms']} ms a page, ${values['read-ms']} ms a read`,
    );
    for (const line of reportLines(rounds)) console.log(`  ${line}`);
  } finally {
    await stack.stop();
    await standIn.stop();
  }
}

const rate = ({ objects, seconds }: { objects: number; seconds: number }) => Math.round(objects / seconds);

/** Every round adds its objects to one organization. */
export async function raiseLimit(stack: BenchStack): Promise<void> {
  const args = ['services/assets/src/commands/org.ts', 'set', 'acme', '--plan', 'PAID', '--rows', '1000000000'];
  await promisify(execFile)(process.execPath, args, { env: { ...process.env, BUCKET_SYNC_STATE: stack.folder } });
}
