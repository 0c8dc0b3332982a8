import { setTimeout as delay } from 'node:timers/promises';
import { loadSupergraph, randomAcceptedQuery } from '../../services/gateway/testing/index.ts';
import { askGateway } from '../end-to-end/ask-gateway.ts';
import { cpuSeconds, peakMemoryBytes, resetPeakMemory } from '../end-to-end/processes.ts';
import type { BenchStack } from '../end-to-end/stack.ts';
import type { SeededOrganization } from './seed-organization.ts';

const SERVICES = ['gateway', 'connections', 'sync', 'assets'] as const;

interface MeasuredQuery {
  query: string;
  cpuMs: number;
  memoryMb: number;
  bytes: number;
  errors: string[];
}

/** The largest queries that the rules let through by hand, beside the random ones. */
const handWritten = ({ dataset, connection }: SeededOrganization) => [
  '{ __typename }',
  `{ dataset(id: "${dataset}") { skippedByReason { count } } }`,
  `{ dataset(id: "${dataset}") { duplicateCount } }`,
  `{ dataset(id: "${dataset}") { assetCount } }`,
  `{ dataset(id: "${dataset}") { assets(first: 1) { totalCount } } }`,
  `{ dataset(id: "${dataset}") { assets(first: 1, filter: { search: "9" }) { totalCount } } }`,
  `{ dataset(id: "${dataset}") { assets(filter: { search: "zzz" }, orderBy: LARGEST) { edges { cursor } } } }`,
  `{ dataset(id: "${dataset}") { assets(first: 100, orderBy: LARGEST) { edges { cursor } } } }`,
  `{ dataset(id: "${dataset}") { assets(first: 100) { edges { node { id filename url { href } } } } } }`,
  `{ dataset(id: "${dataset}") { skippedFiles(first: 1) { totalCount } } }`,
  `{ dataset(id: "${dataset}") { skippedFiles(first: 100) { edges { node { detail fixCommand } } } } }`,
  `{ bucketConnection(id: "${connection}") { setup { handoff { cloudFormation terraform awsCli } } } }`,
  `{ bucketConnections { setup { nextStep } } }`,
  `{ bucketConnections { externalId principalArn name } }`,
  `{ bucketConnections { syncRuns(first: 1) { id } } }`,
  `{ bucketConnection(id: "${connection}") { repairScript } }`,
  `{ dataset(id: "${dataset}") { assets(first: 100, filter: { search: "9" }) { totalCount edges { node { id } } }
     skippedFiles(first: 100) { totalCount edges { node { objectKey fixCommand } } } } }`,
  `{ bucketConnections { id name bucketName prefix region dataset { id name } assetCount skippedCount
     setup { nextStep } health { indicator cause } lastSync { id state progress { added } } activeSync { id } } }`,
  `{ dataset(id: "${dataset}") { bucketConnections { name syncRuns(first: 10) { id state } } } }`,
];

/** Asks one query after another, and reports what each costs over all processes of the stack, PostgreSQL included. */
export async function measureQueries(stack: BenchStack, ids: SeededOrganization, count: number): Promise<void> {
  const { schema } = loadSupergraph();
  const seed = Number(process.env.SEED ?? Date.now() % 1e6);
  const random = Array.from({ length: count }, (_, index) => randomAcceptedQuery(schema, seed + index, { ...ids }));
  // Each query runs once before the measurement, so compilation is not measured.
  for (const query of handWritten(ids)) await (await askGateway(stack, { query })).text();
  const measured: MeasuredQuery[] = [];
  for (const query of [...handWritten(ids), ...random]) measured.push(await measure(stack, query));
  const by = (key: 'cpuMs' | 'memoryMb') => [...measured].sort((one, other) => other[key] - one[key]);
  console.log(`\n${measured.length} accepted queries, random ones from seed ${seed}`);
  console.log('  by hand:');
  for (const { query, cpuMs, memoryMb } of measured.slice(0, handWritten(ids).length)) {
    console.log(`    ${cpuMs} ms, ${memoryMb} MB ${query.replaceAll(/\s+/g, ' ')}`);
  }
  for (const key of ['cpuMs', 'memoryMb'] as const) {
    console.log(`  heaviest by ${key}:`);
    for (const { query, cpuMs, memoryMb, bytes, errors } of by(key).slice(0, 4)) {
      console.log(`    ${cpuMs} ms, ${memoryMb} MB, ${bytes} B ${errors.join('; ')} ${query.slice(0, 400)}`);
    }
  }
}

async function measure(stack: BenchStack, query: string): Promise<MeasuredQuery> {
  const pids = Object.entries(stack.pids).filter(([name]) => name !== 'kafka');
  const services = SERVICES.map((name) => stack.pids[name]!);
  const idle = await spent(pids, async () => void (await delay(1_000)));
  for (const pid of services) resetPeakMemory(pid);
  const before = services.map(peakMemoryBytes);
  let text = '';
  const startedAt = performance.now();
  const cpuMs = await spent(pids, async () => {
    text = await (await askGateway(stack, { query })).text();
  });
  const tookMs = performance.now() - startedAt;
  const memory = services.reduce((sum, pid, index) => sum + peakMemoryBytes(pid) - before[index]!, 0);
  const errors: { message: string }[] = JSON.parse(text).errors ?? [];
  return {
    query,
    // Without the polls and heartbeats of idle services.
    cpuMs: Math.round(cpuMs - idle * (tookMs / 1_000)),
    memoryMb: Math.round(memory / 1e6),
    bytes: text.length,
    errors: errors.map(({ message }) => message).slice(0, 2),
  };
}

async function spent(pids: [string, number][], work: () => Promise<void>): Promise<number> {
  const before = pids.map(([, pid]) => cpuSeconds(pid));
  await work();
  return pids.reduce((sum, [, pid], index) => sum + (cpuSeconds(pid) - before[index]!) * 1_000, 0);
}
