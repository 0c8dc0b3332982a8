import { serviceDatabaseUrl } from '@bucket-sync/dev-stack/system';
import pg from 'pg';
import { createCustomer } from '../end-to-end/customer.ts';
import { BUCKET, startOnBucket } from '../end-to-end/on-bucket.ts';
import { type Measured, measureSync } from '../end-to-end/rounds.ts';
import type { BenchStack } from '../end-to-end/stack.ts';

/** An idle connection of PostgreSQL reports the rows that it has read and written up to 10 s later. */
const COUNTED_AFTER_MS = 11_000;

/**
 * Syncs one bucket again and again: unchanged, and with a thousandth of its objects changed, added and deleted at
 * random positions.
 */
export async function* measureSyncs({ count, listMs }: { count: number; listMs: number }): AsyncGenerator<string> {
  // Rechecks read a sample of what is unchanged. Without them, each read of a known row and each GET is a fault.
  const { stack, s3Url, stop } = await startOnBucket({ count, 'list-ms': listMs }, { RECHECK_SHARE: '0' });
  try {
    const customer = createCustomer(stack);
    const { connectionId } = await customer.connect(BUCKET);
    yield 'sync            seconds   lists   reads   known rows read   written   peak MB   new/changed/gone/unchanged';
    const some = Math.ceil(count / 1_000);
    const change = `/-/change?changed=${some}&added=${some}&gone=${some}`;
    for (const name of ['first', 'unchanged', 'unchanged', 'changed', 'unchanged']) {
      if (name === 'changed') await fetch(`${s3Url}${change}`, { method: 'POST' });
      const before = await knownRows(stack);
      const sync = await measureSync(stack, customer, s3Url, connectionId);
      const after = await knownRows(stack);
      yield row(name, sync, { read: after.read - before.read, written: after.written - before.written });
    }
  } finally {
    await stop();
  }
}

function row(
  name: string,
  { seconds, requests, peakMemory, run }: Awaited<ReturnType<typeof measureSync>>,
  known: { read: number; written: number },
): string {
  const { added, updated, removed, unchanged } = run.progress;
  return [
    name.padEnd(12),
    seconds.toFixed(1).padStart(11),
    String(requests.lists).padStart(8),
    String(requests.reads).padStart(8),
    String(known.read).padStart(18),
    String(known.written).padStart(10),
    syncMegabytes(peakMemory).padStart(10),
    `   ${added}/${updated}/${removed}/${unchanged}`,
  ].join('');
}

const syncMegabytes = (peak: Measured['peakMemory']) => (peak.sync! / 2 ** 20).toFixed(0);

/** The rows of known_objects that PostgreSQL has read and written since it started. */
async function knownRows({ databaseUrl }: BenchStack): Promise<{ read: number; written: number }> {
  await new Promise((resolve) => setTimeout(resolve, COUNTED_AFTER_MS));
  const db = new pg.Client({ connectionString: serviceDatabaseUrl(databaseUrl, 'sync') });
  await db.connect();
  try {
    const { rows } = await db.query(`
      select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) as read,
        n_tup_ins + n_tup_upd + n_tup_del as written
      from pg_stat_user_tables
      where relname = 'known_objects'`);
    return { read: Number(rows[0].read), written: Number(rows[0].written) };
  } finally {
    await db.end();
  }
}
