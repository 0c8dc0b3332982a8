import { execFile } from 'node:child_process';
import { parseArgs, promisify } from 'node:util';
import { serviceDatabaseUrl } from '@bucket-sync/dev-stack/system';
import { startBenchStack } from '../end-to-end/stack.ts';
import { crowdOut } from './crowd-out.ts';
import { floodSockets } from './flood-sockets.ts';
import { freezeParts } from './freeze-parts.ts';
import { measureDownloads } from './measure-downloads.ts';
import { measureQueries } from './measure-queries.ts';
import { seedOrganization } from './seed-organization.ts';

/** No part of this bench reads a bucket. */
const NO_S3 = 'http://127.0.0.1:9';

/**
 * Tests the promises of docs/reliability.md at full size, on a separate stack, and prints the figures.
 *   npm run bench -- reliability [--queries 100] [--sockets 10050] [--assets 200000] [--only queries,sockets]
 */
export async function benchReliability(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      queries: { type: 'string', default: '100' },
      sockets: { type: 'string', default: '10050' },
      assets: { type: 'string', default: '200000' },
      only: { type: 'string', default: 'queries,downloads,sockets,crowd,freeze' },
    },
  });
  const only = new Set(values.only.split(','));
  // The random queries of one caller cost more than its budget of a minute.
  const stack = await startBenchStack(NO_S3, { RATE_LIMIT_COST_PER_MINUTE: '1000000000' });
  try {
    await setOrganization(stack.databaseUrl);
    const ids = await seedOrganization(stack.databaseUrl, 'acme', {
      datasets: 200,
      connections: 200,
      assets: Number(values.assets),
      skippedFiles: 50_000,
      runsPerConnection: 20,
    });
    if (only.has('queries')) await measureQueries(stack, ids, Number(values.queries));
    if (only.has('downloads')) await measureDownloads(stack, ids);
    if (only.has('sockets')) await floodSockets(stack, Number(values.sockets));
    if (only.has('crowd')) await crowdOut(stack, stack.otherToken, 20);
    if (only.has('freeze')) await freezeParts(stack);
  } finally {
    await stack.stop();
  }
}

async function setOrganization(databaseUrl: string): Promise<void> {
  const DATABASE_URL = serviceDatabaseUrl(databaseUrl, 'assets');
  const command = ['services/assets/src/commands/org.ts', 'set', 'acme', '--plan', 'PAID', '--rows', '1000000'];
  await promisify(execFile)(process.execPath, command, { env: { ...process.env, DATABASE_URL } });
}
