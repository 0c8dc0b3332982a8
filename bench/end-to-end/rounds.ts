import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Customer, EndedRun } from './customer.ts';
import { cpuSeconds, peakMemoryBytes, resetPeakMemory } from './processes.ts';
import type { BenchStack } from './stack.ts';

export interface Requests {
  lists: number;
  reads: number;
  slowDowns: number;
  bytes: number;
}

/** The cost of one way of doing the work in one round. */
export interface Measured {
  objects: number;
  seconds: number;
  /** CPU seconds by process. */
  cpu: Record<string, number>;
  peakMemory: Record<string, number>;
  requests: Requests;
}

/** Runs the ordinary way in a process of its own. */
export async function measureOrdinary(stack: BenchStack, s3Url: string, bucketName: string): Promise<Measured> {
  await countersOf(s3Url);
  const postgresBefore = cpuSeconds(stack.pids.postgres!);
  const args = ['--endpoint', s3Url, '--bucket', bucketName, '--database', stack.databaseUrl];
  const { stdout } = await promisify(execFile)(process.execPath, ['bench/ordinary/main.ts', ...args]);
  const { objects, seconds, cpuSeconds: own, peakMemoryBytes: peak } = JSON.parse(stdout);
  return {
    objects,
    seconds,
    cpu: { ordinary: own, postgres: cpuSeconds(stack.pids.postgres!) - postgresBefore },
    peakMemory: { ordinary: peak },
    requests: await countersOf(s3Url),
  };
}

/**
 * Runs one sync and measures every process of the stack meanwhile. Its time is that from its request to its end as the
 * run has them: the customer asks ten times a second, and learns of the end up to 0.1 s late.
 */
export async function measureSync(
  stack: BenchStack,
  customer: Customer,
  s3Url: string,
  connectionId: string,
): Promise<Measured & { run: EndedRun }> {
  const pids = Object.entries(stack.pids);
  await countersOf(s3Url);
  for (const [, pid] of pids) resetPeakMemory(pid);
  const before = pids.map(([, pid]) => cpuSeconds(pid));
  const run = await customer.sync(connectionId);
  if (run.finishedAt === null) throw new Error(`the sync of the bench is ${run.state}`);
  const seconds = (Date.parse(run.finishedAt) - Date.parse(run.requestedAt)) / 1_000;
  return {
    run,
    objects: run.progress.listed,
    seconds,
    cpu: Object.fromEntries(pids.map(([name, pid], at) => [name, cpuSeconds(pid) - before[at]!])),
    peakMemory: Object.fromEntries(pids.map(([name, pid]) => [name, peakMemoryBytes(pid)])),
    requests: await countersOf(s3Url),
  };
}

/** The requests to the stand-in since the last call. */
export async function countersOf(s3Url: string): Promise<Requests> {
  const answer = await fetch(`${s3Url}/-/counters`);
  return JSON.parse(await answer.text());
}
