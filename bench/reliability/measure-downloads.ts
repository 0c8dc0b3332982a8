import { askGateway } from '../end-to-end/ask-gateway.ts';
import { cpuSeconds, peakMemoryBytes, resetPeakMemory } from '../end-to-end/processes.ts';
import type { BenchStack } from '../end-to-end/stack.ts';
import type { SeededOrganization } from './seed-organization.ts';

/** The downloads of a whole dataset, and of the script for a connection with the most skipped files. */
const downloadsOf = ({ dataset, connection }: SeededOrganization) =>
  [
    ['CSV', `dataset(id: "${dataset}") { file: export(format: CSV) { href } }`],
    ['JSON Lines', `dataset(id: "${dataset}") { file: export(format: JSON_LINES) { href } }`],
    ['Parquet', `dataset(id: "${dataset}") { file: export(format: PARQUET) { href } }`],
    ['repair script', `bucketConnection(id: "${connection}") { file: repairScriptDownload { href } }`],
  ] as const;

/** Downloads one file after another, and reports its size, and the CPU and memory of the services that stream it. */
export async function measureDownloads(stack: BenchStack, ids: SeededOrganization): Promise<void> {
  console.log('\nDownloads: size, CPU of all processes, growth of the peak memory');
  for (const [name, field] of downloadsOf(ids)) {
    const pids = Object.entries(stack.pids).filter(([part]) => part !== 'kafka');
    const streaming = ['gateway', 'assets'].map((part) => ({ part, pid: stack.pids[part]! }));
    for (const { pid } of streaming) resetPeakMemory(pid);
    const memoryBefore = streaming.map(({ pid }) => peakMemoryBytes(pid));
    const cpuBefore = pids.map(([, pid]) => cpuSeconds(pid));
    const bytes = await download(stack, field);
    const cpu = pids.reduce((sum, [, pid], at) => sum + cpuSeconds(pid) - cpuBefore[at]!, 0);
    const memory = streaming.map(
      ({ part, pid }, at) => `${part} ${megabytes(peakMemoryBytes(pid) - memoryBefore[at]!)} MB`,
    );
    console.log(`    ${name}: ${megabytes(bytes)} MB, ${cpu.toFixed(1)} s, ${memory.join(', ')}`);
  }
}

async function download(stack: BenchStack, field: string): Promise<number> {
  const answer = await askGateway(stack, { query: `{ answer: ${field} }` });
  const { data } = (await answer.json()) as { data: { answer: { file: { href: string } } } };
  const file = await fetch(data.answer.file.href);
  if (!file.ok || !file.body) throw new Error(`the download answers ${file.status}`);
  let bytes = 0;
  for await (const chunk of file.body) bytes += chunk.length;
  return bytes;
}

const megabytes = (bytes: number) => Math.round(bytes / 1e6);
