import { setTimeout as delay } from 'node:timers/promises';
import { descendants } from '../end-to-end/processes.ts';
import type { BenchStack } from '../end-to-end/stack.ts';

const SERVICES = ['connections', 'sync', 'assets', 'gateway'] as const;

/** Stops PostgreSQL and Kafka for a while as SIGSTOP does, and reports the answers of /readyz. */
export async function freezeParts(stack: BenchStack): Promise<void> {
  await report(stack, 'before');
  process.kill(stack.pids.postgres!, 'SIGSTOP');
  for (const pid of descendants(stack.pids.postgres!)) process.kill(pid, 'SIGSTOP');
  await report(stack, 'PostgreSQL frozen');
  for (const pid of descendants(stack.pids.postgres!)) process.kill(pid, 'SIGCONT');
  process.kill(stack.pids.postgres!, 'SIGCONT');
  await delay(5_000);
  await report(stack, 'PostgreSQL goes on');
  process.kill(stack.pids.kafka!, 'SIGSTOP');
  await report(stack, 'Kafka frozen');
  await delay(45_000);
  await report(stack, 'Kafka frozen for 45 s');
  process.kill(stack.pids.kafka!, 'SIGCONT');
  await delay(30_000);
  await report(stack, 'Kafka goes on');
}

async function report(stack: BenchStack, title: string): Promise<void> {
  console.log(`\n${title}`);
  for (const name of SERVICES) {
    const startedAt = performance.now();
    const response = await fetch(`${stack.urls[name]}/readyz`, { signal: AbortSignal.timeout(20_000) });
    const { parts } = (await response.json()) as { parts: Record<string, boolean> };
    const tookMs = Math.round(performance.now() - startedAt);
    console.log(`  ${name} ${response.status} after ${tookMs} ms ${JSON.stringify(parts)}`);
  }
}
