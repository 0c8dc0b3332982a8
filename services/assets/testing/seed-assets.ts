import { newId } from '@bucket-sync/shared/ids';
import { inTransaction, type Pool } from '@bucket-sync/shared/postgres';
import type { FileVerdict } from '../src/domain/intake.ts';
import { addToCounts, lockConnection } from '../src/postgres/connection-store.ts';
import { insertAssets } from '../src/postgres/intake/asset-store.ts';

/** Rows of one statement. */
const PORTION = 5_000;

/** Stores assets of a connection as its first run does, without data rows and events. */
export async function seedAssets(
  pool: Pool,
  connection: { organizationId: string; datasetId: string; connectionId: string; bucketName: string },
  files: readonly FileVerdict[],
): Promise<void> {
  const scope = { ...connection, runId: newId(), runOrdinal: 1, batchId: newId() };
  const now = new Date();
  await inTransaction(pool, async (transaction) => {
    await lockConnection(transaction, scope);
    for (let from = 0; from < files.length; from += PORTION) {
      const portion = files.slice(from, from + PORTION).map((file) => ({ ...file, id: newId(), addedAt: now }));
      await insertAssets(transaction, scope, portion, now);
    }
    await addToCounts(transaction, scope, { assets: files.length, skipped: 0 });
  });
}
