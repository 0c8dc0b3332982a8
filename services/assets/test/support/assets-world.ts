import { fileURLToPath } from 'node:url';
import { type BatchIngested, type BatchInspected, batchIngested } from '@bucket-sync/shared/contracts';
import { newId } from '@bucket-sync/shared/ids';
import { OUTBOX_MIGRATIONS } from '@bucket-sync/shared/outbox';
import { createTestDatabase, type TestDatabase, waitingMessages } from '@bucket-sync/shared/testing';
import { afterAll } from 'vitest';
import type { DataRowEntry } from '../../src/domain/data-row-entry.ts';
import type { DataRowPrices } from '../../src/domain/data-rows.ts';
import type { Organization } from '../../src/domain/organization.ts';
import { markRemoved } from '../../src/postgres/connection-store.ts';
import { createDatasetStore } from '../../src/postgres/datasets/store-within-limit.ts';
import { purgeDatasets } from '../../src/postgres/deletion/deleted-datasets.ts';
import { createDeletionStore } from '../../src/postgres/deletion/deletion-store.ts';
import { endSkippedFiles } from '../../src/postgres/deletion/ended-skips.ts';
import { deleteAllMarkedAssets } from '../../src/postgres/deletion/marked-assets.ts';
import { forgetHistory, type HistoryDays } from '../../src/postgres/forget-history.ts';
import { createIntakeTransactions } from '../../src/postgres/intake/intake-transaction.ts';
import { createLibrary } from '../../src/postgres/library/library.ts';
import { insertOrganization, updateOrganization } from '../../src/postgres/quota/organization-store.ts';
import { createTurns } from '../../src/postgres/turns.ts';
import { createDataset } from '../../src/usecases/create-dataset.ts';
import { deleteAssets } from '../../src/usecases/delete-assets.ts';
import { deleteDataset } from '../../src/usecases/delete-dataset.ts';
import { ingestBatch } from '../../src/usecases/ingest-batch.ts';
import { viewOrganization } from '../../src/usecases/view-organization.ts';

export const MIGRATIONS = [OUTBOX_MIGRATIONS, fileURLToPath(new URL('../../migrations', import.meta.url))];

/** The filter that matches all. */
export const everyAsset = {
  connectionId: null,
  mediaType: null,
  search: null,
  minWidth: null,
  minHeight: null,
  ids: null,
  objectKeys: null,
  isConnected: null,
  isDuplicate: null,
};
const MAX_DATASETS = 3;

const organizationDefaults = { plan: 'FREE', dataRowsLimit: 1000 } as const;

/**
 * The use cases with a database of the calling test file, which is dropped after its tests, and a clock that tests set.
 */
export async function openAssetsWorld(prices: DataRowPrices = { image: 1, video: 1 }, earlier?: TestDatabase) {
  const database = earlier ?? (await createTestDatabase(MIGRATIONS));
  afterAll(() => database.drop());
  const { pool } = database;
  const clock = { now: new Date('2026-11-15T12:00:00Z') };
  const now = () => clock.now;
  const library = createLibrary(pool);
  const runIntake = createIntakeTransactions({ pool, newId, onCommit: () => {} });
  const idOfNow = () => newId(clock.now.getTime());
  const datasets = {
    storeDataset: createDatasetStore(pool),
    organizationDefaults,
    maxDatasets: MAX_DATASETS,
    newId: idOfNow,
    now,
  };
  const deletions = createDeletionStore({ pool, onCommit: () => {} });
  return {
    pool,
    clock,
    library,
    ingest: (batch: BatchInspected) => ingestBatch({ runIntake, prices, newId: idOfNow, now }, batch),
    createDataset: (organizationId: string, name: string) => createDataset(datasets, organizationId, name),
    deletions,
    deleteDataset: (organizationId: string, id: string) => deleteDataset({ deletions, now }, organizationId, id),
    deleteAssets: (organizationId: string, deletion: Parameters<typeof deleteAssets>[2]) =>
      deleteAssets({ library, deletions, now }, organizationId, deletion),
    viewOrganization: (id: string) => viewOrganization({ library, organizationDefaults, now }, id),
    markRemoved: (organizationId: string, id: string) => markRemoved(pool, organizationId, id, clock.now),
    background: backgroundOf(pool, now),
    /** A new organization with one dataset. */
    async anOrganization(change: Partial<Organization> = {}) {
      const organization = {
        id: `org-${newId()}`,
        name: 'Acme',
        plan: 'PAID',
        dataRowsLimit: 100_000,
        ...change,
      } as const;
      await insertOrganization(pool, organization);
      const dataset = await createDataset(datasets, organization.id, 'Street scenes');
      if (!('id' in dataset)) throw new Error(dataset.message);
      return { organizationId: organization.id, datasetId: dataset.id };
    },
    /** The first hundred assets of a dataset, by key. */
    listAssets: (own: { organizationId: string; datasetId: string }) =>
      library
        .listAssets({ ...own, filter: everyAsset }, { order: 'OBJECT_KEY', after: null, limit: 100 })
        .then(({ assets }) => assets),
    setLimit: (id: string, dataRowsLimit: number) => updateOrganization(pool, id, { dataRowsLimit }),
    ...looksInto(database),
  };
}

export type AssetsWorld = Awaited<ReturnType<typeof openAssetsWorld>>;

/** One pass of each background task. `failures` are the items that failed. */
function backgroundOf(pool: TestDatabase['pool'], now: () => Date) {
  const failures: object[] = [];
  const turns = () => createTurns((_, of) => failures.push(of));
  return {
    failures,
    endSkippedFiles: () => endSkippedFiles(pool, turns(), now()),
    purgeDatasets: () => purgeDatasets(pool, turns(), now()),
    deleteMarkedAssets: () => deleteAllMarkedAssets(pool, turns(), now()),
    forgetHistory: (days: HistoryDays) => forgetHistory(pool, turns(), days, now()),
  };
}

function looksInto({ pool }: TestDatabase) {
  const messagesAbout = async (batchId: string) =>
    (await waitingMessages(pool)).filter(({ data }) => data.batchId === batchId);
  return {
    /** The messages to the sync service about a batch, in the order in which they are sent. */
    messagesAbout,
    /** Object keys of all assets of an organization, in order. */
    async assetKeys(organizationId: string): Promise<string[]> {
      const { rows } = await pool.query(
        'select object_key from assets where organization_id = $1 order by object_key',
        [organizationId],
      );
      return rows.map((row) => row.object_key);
    },
    async skippedKeys(organizationId: string): Promise<string[]> {
      const sql = 'select object_key from skipped_files where organization_id = $1 order by object_key';
      const { rows } = await pool.query(sql, [organizationId]);
      return rows.map((row) => row.object_key);
    },
    /** The outcomes of a batch that were sent to the sync service; undefined when none were sent. */
    async outcomesOf(batchId: string): Promise<BatchIngested | undefined> {
      const answers = (await messagesAbout(batchId)).filter(({ type }) => type === batchIngested.type);
      if (answers.length > 1) throw new Error(`the batch ${batchId} was answered ${answers.length} times`);
      return answers[0]?.data;
    },
    /** Types and data of the public events of an organization, in the order in which they are sent. */
    async publicEvents(organizationId: string): Promise<{ type: string; data: Record<string, unknown> }[]> {
      return (await waitingMessages(pool))
        .filter(({ topic, data }) => topic === 'assets.events.v1' && data.organizationId === organizationId)
        .map(({ type, data }) => ({ type, data }));
    },
    /** The ledger of an organization, in the order in which it was written. */
    async dataRowEntries(organizationId: string): Promise<(DataRowEntry & { month: string })[]> {
      const { rows } = await pool.query(
        `select to_char(month, 'YYYY-MM') as month, asset_id as "assetId", object_key as "objectKey", kind, reason, rows
         from data_row_entries where organization_id = $1 order by at, ctid`,
        [organizationId],
      );
      return rows;
    },
    async dataRowsUsed(organizationId: string): Promise<number> {
      const sql = 'select coalesce(sum(used), 0) as used from data_row_usage where organization_id = $1';
      const { rows } = await pool.query(sql, [organizationId]);
      return rows[0].used;
    },
  };
}
