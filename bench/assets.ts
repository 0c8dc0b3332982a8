import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServiceDatabase, freePort, startPostgres, startReaper } from '@bucket-sync/dev-stack/system';
import { newId } from '@bucket-sync/shared/ids';
import { OUTBOX_MIGRATIONS } from '@bucket-sync/shared/outbox';
import { createPool, inTransaction, migrate, type Pool } from '@bucket-sync/shared/postgres';
import { silentLog } from '@bucket-sync/shared/testing';
import {
  aBatch,
  accepted,
  copyStraight,
  createDatasetStore,
  createIntakeTransactions,
  ingestBatch,
  insertAssets,
  insertOneByOne,
  MIGRATIONS,
} from '../services/assets/testing/index.ts';
import { type BenchTable, inTurns } from './table.ts';

const BATCH = 1_000;
const ROUNDS = 20;

/** Measures storing batches of 1,000 new assets, on a separate PostgreSQL that syncs to disk. */
export async function benchAssets(): Promise<BenchTable[]> {
  const reaper = startReaper();
  const folder = mkdtempSync(join(tmpdir(), 'bucket-sync-bench-'));
  chmodSync(folder, 0o711);
  reaper.removeAtEnd(folder);
  const server = await startPostgres(
    {
      dataFolder: join(folder, 'postgres'),
      logPath: join(folder, 'postgres.log'),
      port: await freePort(),
      password: randomBytes(12).toString('hex'),
      throwAway: false,
    },
    reaper,
  );
  const log = silentLog();
  const url = await createServiceDatabase(server.url, 'assets');
  for (const directory of [OUTBOX_MIGRATIONS, MIGRATIONS]) await migrate({ url, directory, log });
  const pool = createPool({ url, log });
  try {
    return [await benchIntake(pool)];
  } finally {
    await pool.end();
    await server.stop();
    await reaper.finish();
  }
}

async function benchIntake(pool: Pool): Promise<BenchTable> {
  const now = () => new Date();
  const datasetId = newId();
  const organization = { id: 'bench', name: 'Bench', plan: 'PAID', dataRowsLimit: 2_000_000_000 } as const;
  await createDatasetStore(pool)(organization, { id: datasetId, name: 'Bench', createdAt: now() }, 1);
  const own = { organizationId: organization.id, datasetId };
  const runIntake = createIntakeTransactions({ pool, newId, onCommit: () => {} });
  const parts = { runIntake, prices: { image: 1, video: 1 }, newId, now };

  // Every way has a separate connection. Its keys grow from batch to batch, as in a listing.
  const batches = new Map<string, number>();
  const nextBatch = (connectionId: string) => {
    const number = batches.get(connectionId) ?? 0;
    batches.set(connectionId, number + 1);
    const keyOf = (at: number) => `train/2026-11/${String(number * BATCH + at).padStart(8, '0')}.jpg`;
    return aBatch({ ...own, connectionId, accepted: Array.from({ length: BATCH }, (_, at) => accepted(keyOf(at))) });
  };
  const rowsAlone = (connectionId: string, store: typeof insertAssets) => async () => {
    const batch = nextBatch(connectionId);
    const files = batch.accepted.map((file) => ({ ...file, id: newId(), addedAt: now() }));
    await inTransaction(pool, (transaction) => store(transaction, batch, files, now()));
    return BATCH;
  };
  const ways = [
    { name: 'one insert an asset, rows alone', work: rowsAlone('inserts', insertOneByOne) },
    {
      name: 'ours: the whole intake, with data rows, counts, the answer and 1,000 public events',
      work: async () => {
        await ingestBatch(parts, nextBatch('intake'));
        return BATCH;
      },
    },
    { name: 'ours: one statement a batch (unnest), rows alone', work: rowsAlone('sets', insertAssets) },
    { name: 'straight COPY, rows alone, no updates', work: rowsAlone('copy', copyStraight) },
  ];
  return {
    title: 'Storing 1,000 new assets a transaction',
    unit: 'assets',
    ways: await inTurns(ways, { rounds: ROUNDS, measure: 'CLOCK' }),
  };
}
