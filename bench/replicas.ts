import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePort } from '@bucket-sync/dev-stack/system';
import { createCustomer } from './end-to-end/customer.ts';
import { BUCKET, startOnBucket } from './end-to-end/on-bucket.ts';
import { measureSync } from './end-to-end/rounds.ts';

const ROUNDS = 2;

/**
 * Compares one process of sync with two, on reads that take so long that neither fills a core.
 *   npm run bench -- replicas [--count 20000] [--read-ms 500]
 */
export async function benchReplicas(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { count: { type: 'string', default: '20000' }, 'read-ms': { type: 'string', default: '500' } },
  });
  const bench = await startOnBucket({ count: values.count, 'read-ms': values['read-ms'] });
  const { stack, s3Url } = bench;
  let second: Awaited<ReturnType<typeof startSecondSync>> | null = null;
  try {
    const customer = createCustomer(stack);
    const rateOf = async () => {
      const { connectionId } = await customer.connect(BUCKET);
      const { objects, seconds } = await measureSync(stack, customer, s3Url, connectionId);
      return objects / seconds;
    };
    // A process compiles in its first sync, which does not count.
    await rateOf();
    for (let round = 0; round < ROUNDS; round += 1) {
      const one = await rateOf();
      second = await startSecondSync(stack.pids.sync!);
      // Nor does this one: the second process also joins the consumers of the first, which takes seconds.
      await rateOf();
      const two = await rateOf();
      await second.stop();
      second = null;
      console.log(`one process ${one.toFixed(0)}/s, two ${two.toFixed(0)}/s: ${(two / one).toFixed(2)} times`);
    }
  } finally {
    await second?.stop();
    await bench.stop();
  }
}

/** Starts a second process of sync with the command and the environment of the first one. Resolves once it is ready. */
async function startSecondSync(pid: number) {
  const listOf = (file: string) => readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0').filter(Boolean);
  const [command, ...args] = listOf('cmdline');
  const port = await freePort();
  const env = Object.fromEntries(listOf('environ').map((line) => line.split(/=(.*)/s).slice(0, 2)));
  const child = spawn(command!, args, {
    cwd: readlinkSync(`/proc/${pid}/cwd`),
    env: { ...env, PORT: String(port) },
    stdio: 'ignore',
  });
  const exited = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
  };
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the second sync ended with ${child.exitCode}`);
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    if (answer?.ok) return { stop };
    await delay(200);
  }
}
