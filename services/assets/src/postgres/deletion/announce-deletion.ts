import { assetRemoved, assetsDeleted } from '@bucket-sync/shared/contracts';
import { enqueue } from '@bucket-sync/shared/outbox';
import type { Transaction } from '@bucket-sync/shared/postgres';
import { EVENT_SOURCE } from '../event-source.ts';

export interface DeletedAsset {
  id: string;
  objectKey: string;
  connectionId: string;
}

/** The contract's maximum number of keys in one message to the sync service. */
const KEYS_A_MESSAGE = 1_000;

/** Sends the deleted keys to the sync service, and the deleted assets to all consumers. */
export async function announceDeletion(
  transaction: Transaction,
  { organizationId, datasetId }: { organizationId: string; datasetId: string },
  deleted: readonly DeletedAsset[],
  connected: ReadonlySet<string>,
): Promise<void> {
  const byConnection = Map.groupBy(deleted, ({ connectionId }) => connectionId);
  const forgotten = [...byConnection].filter(([connectionId]) => connected.has(connectionId));
  await enqueue(
    transaction,
    EVENT_SOURCE,
    assetsDeleted,
    forgotten.flatMap(([connectionId, assets]) =>
      chunks(assets).map((chunk) => ({
        organizationId,
        connectionId,
        datasetId,
        objectKeys: chunk.map(({ objectKey }) => objectKey),
      })),
    ),
  );
  await enqueue(
    transaction,
    EVENT_SOURCE,
    assetRemoved,
    deleted.map(({ id, objectKey, connectionId }) => ({
      organizationId,
      connectionId,
      datasetId,
      runId: null,
      assetId: id,
      objectKey,
    })),
  );
}

function chunks(assets: readonly DeletedAsset[]): DeletedAsset[][] {
  const count = Math.ceil(assets.length / KEYS_A_MESSAGE);
  return Array.from({ length: count }, (_, at) => assets.slice(at * KEYS_A_MESSAGE, (at + 1) * KEYS_A_MESSAGE));
}
