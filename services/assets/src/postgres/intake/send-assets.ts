import { type AssetsHeld, assetsHeld } from '@bucket-sync/shared/contracts';
import { enqueue } from '@bucket-sync/shared/outbox';
import type { Transaction } from '@bucket-sync/shared/postgres';
import type { BatchScope } from '../../domain/ports.ts';
import { EVENT_SOURCE } from '../event-source.ts';
import { keysOf } from './scope-keys.ts';

const ASSETS_A_MESSAGE = 1_000;

/** Sends every asset of the locked connection, in the order of keys and in messages of a thousand. */
export async function sendAssets(transaction: Transaction, scope: BatchScope): Promise<void> {
  const { organizationId, connectionId, runId, batchId } = scope;
  let after: string | null = null;
  do {
    const assets: AssetsHeld['assets'] = await selectAfter(transaction, scope, after);
    const upTo: string | null = assets.length < ASSETS_A_MESSAGE ? null : assets.at(-1)!.objectKey;
    const part: AssetsHeld = { organizationId, connectionId, runId, batchId, after, upTo, assets };
    await enqueue(transaction, EVENT_SOURCE, assetsHeld, [part]);
    after = upTo;
  } while (after !== null);
}

async function selectAfter(
  transaction: Transaction,
  scope: BatchScope,
  after: string | null,
): Promise<AssetsHeld['assets']> {
  const { rows } = await transaction.query(selectNext, [...keysOf(scope), after ?? '', ASSETS_A_MESSAGE]);
  return rows.map((row) => ({ objectKey: row.object_key, etag: row.etag, sizeBytes: row.size_bytes }));
}

const selectNext = `
  select object_key, etag, size_bytes
  from assets
  where organization_id = $1 and dataset_id = $2 and connection_id = $3 and object_key > $4
  order by object_key
  limit $5`;
