import { createKeyedLimit } from '@bucket-sync/shared/limits';
import type { Pool } from '@bucket-sync/shared/postgres';
import type { AssetSelection, Library } from '../../domain/ports.ts';
import { mostAssetsFor, requireAtMost, requireComparable } from '../../domain/search-limits.ts';
import { selectConnectionCounts, selectDatasetCounts, sumCounts } from '../connection-store.ts';
import { selectDatasets, selectDatasetsById, selectReferencedDatasets } from '../datasets/dataset-store.ts';
import { selectCharges } from '../quota/data-row-charges.ts';
import { selectDataRowEntries, sumDataRows } from '../quota/data-row-ledger.ts';
import { selectUsed } from '../quota/data-row-store.ts';
import { selectOrganization } from '../quota/organization-store.ts';
import { countAssets, selectAssets, selectAssetsById } from './asset-query.ts';
import { countDuplicates, selectContentsInDataset, selectFirstWithSameBytes } from './duplicate-query.ts';
import {
  countSkippedByReason,
  countSkippedFiles,
  countSkippedFilesOfRun,
  countUnfixableFiles,
  selectFixableFiles,
  selectSkippedFiles,
  selectSkippedFilesOfRun,
} from './skipped-file-query.ts';

/**
 * Statements of one organization that read a whole dataset, each for up to 0.3 s; the pool has 10 connections. A page
 * of another organization waited for 2.3 s behind 48 searches of 300,000 assets.
 */
const LONG_READS_OF_AN_ORGANIZATION = { inFlight: 4, waiting: 10_000 };

export function createLibrary(pool: Pool): Library {
  const longReads = createKeyedLimit(LONG_READS_OF_AN_ORGANIZATION);
  const requireReadable = async (selection: AssetSelection) => {
    const most = mostAssetsFor(selection.filter);
    if (most !== null) requireAtMost(most, (await sumCounts(pool, selection, null)).assets, 'a query with this filter');
  };
  return {
    listDatasets: (organizationId) => selectDatasets(pool, organizationId),
    findDatasets: (organizationId, ids) => selectDatasetsById(pool, organizationId, ids),
    findReferencedDatasets: (organizationId, ids) => selectReferencedDatasets(pool, organizationId, ids),
    countsOfDatasets: (organizationId, ids) => selectDatasetCounts(pool, organizationId, ids),
    countsOfConnections: (organizationId, ids) => selectConnectionCounts(pool, organizationId, ids),
    findAssets: (organizationId, ids) => selectAssetsById(pool, organizationId, ids),
    async listAssets(selection, slice) {
      await requireReadable(selection);
      return longReads.run(selection.organizationId, () => selectAssets(pool, selection, slice));
    },
    async countAssets(selection) {
      await requireReadable(selection);
      return longReads.run(selection.organizationId, () => countAssets(pool, selection));
    },
    async countDuplicates(organizationId, datasetId) {
      requireComparable((await sumCounts(pool, { organizationId, datasetId }, null)).assets);
      return longReads.run(organizationId, () => countDuplicates(pool, organizationId, datasetId));
    },
    firstWithSameBytes: (organizationId, ids) => selectFirstWithSameBytes(pool, organizationId, ids),
    contentsInDataset: (dataset, contents) => selectContentsInDataset(pool, dataset, contents),
    countSkippedByReason: (organizationId, datasetId) =>
      longReads.run(organizationId, () => countSkippedByReason(pool, organizationId, datasetId)),
    listSkippedFiles: (selection, slice) =>
      longReads.run(selection.organizationId, () => selectSkippedFiles(pool, selection, slice)),
    countSkippedFiles: (selection) => longReads.run(selection.organizationId, () => countSkippedFiles(pool, selection)),
    listSkippedFilesOfRun: (organizationId, runId, slice) =>
      longReads.run(organizationId, () => selectSkippedFilesOfRun(pool, organizationId, runId, slice)),
    countSkippedFilesOfRun: (organizationId, runId) =>
      longReads.run(organizationId, () => countSkippedFilesOfRun(pool, organizationId, runId)),
    listFixableFiles: (selection, limit) =>
      longReads.run(selection.organizationId, () => selectFixableFiles(pool, selection, limit)),
    countUnfixableFiles: (selection) =>
      longReads.run(selection.organizationId, () => countUnfixableFiles(pool, selection)),
    findOrganization: (organizationId) => selectOrganization(pool, organizationId),
    sumDataRows: (organizationId, now) => sumDataRows(pool, organizationId, now),
    dataRowEntries: (organizationId, ids) => selectDataRowEntries(pool, organizationId, ids),
    dataRowsUsed: (organizationId, now) => selectUsed(pool, organizationId, now),
    dataRowCharges: (organizationId, month) => selectCharges(pool, organizationId, month),
  };
}
