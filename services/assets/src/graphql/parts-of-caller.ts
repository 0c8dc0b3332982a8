import type { Caller } from '@bucket-sync/shared/auth';
import { isId } from '@bucket-sync/shared/ids';
import type { Problem } from '@bucket-sync/shared/problem';
import DataLoader from 'dataloader';
import type { Asset } from '../domain/asset.ts';
import type { DataRowSum, RecordedDataRows } from '../domain/data-row-entry.ts';
import type { DataRowQuota } from '../domain/data-rows.ts';
import type { Dataset } from '../domain/dataset.ts';
import type { ConnectedBucket, DownloadLink, ScriptSelection } from '../domain/download.ts';
import { type ExportContent, type ExportFormat, exportFilename, slug } from '../domain/export.ts';
import type { Organization } from '../domain/organization.ts';
import type { AssetFilter } from '../domain/paging.ts';
import type { FileCounts, Library, SignDownload } from '../domain/ports.ts';
import { MOST_BYTES_IN_ANSWER, makeRepairScript } from '../usecases/make-repair-script.ts';

/** The functions for the resolvers of one request. Reads by id are batched for the whole request. */
export interface AssetsParts {
  library: Library;
  findDataset(id: string): Promise<Dataset | null>;
  /** As `findDataset`, also a dataset that was deleted. */
  findReferencedDataset(id: string): Promise<Dataset | null>;
  findAsset(id: string): Promise<Asset | null>;
  /** The first asset of its dataset with the same bytes; null if it is the asset itself. */
  findDuplicateOf(assetId: string): Promise<Asset | null>;
  /** Of an asset, newest first. */
  dataRowEntries(assetId: string): Promise<RecordedDataRows[]>;
  /** Of this month. */
  sumDataRows(): Promise<DataRowSum[]>;
  countsOfDataset(id: string): Promise<FileCounts>;
  countsOfConnection(id: string): Promise<FileCounts>;
  viewOrganization(): Promise<Organization & { dataRows: DataRowQuota }>;
  createDataset(name: string): Promise<Dataset | Problem>;
  deleteDataset(id: string): Promise<{ id: string } | Problem>;
  deleteAssets(deletion: AssetDeletion): Promise<{ count: number } | Problem>;
  exportDataset(dataset: { id: string; name: string }, content: ExportContent, format: ExportFormat): DownloadLink;
  /** Made once for each request, for any number of fields. */
  repairScript(connection: ConnectedBucket, selection: ScriptSelection): Promise<string>;
  downloadRepairScript(connection: ConnectedBucket, selection: ScriptSelection): DownloadLink;
}

interface AssetDeletion {
  datasetId: string;
  filter: AssetFilter;
  expectedCount: number;
}

export interface PartsSource {
  library: Library;
  viewOrganization(organizationId: string): Promise<Organization & { dataRows: DataRowQuota }>;
  createDataset(organizationId: string, name: string): Promise<Dataset | Problem>;
  deleteDataset(organizationId: string, id: string): Promise<{ id: string } | Problem>;
  deleteAssets(organizationId: string, deletion: AssetDeletion): Promise<{ count: number } | Problem>;
  signDownload: SignDownload;
  now: () => Date;
}

const NO_ENTRIES: RecordedDataRows[] = [];
const NOTHING: FileCounts = { assets: 0, skipped: 0 };

/** Binds everything to the caller's organization. */
export function partsOfCaller({ organizationId }: Caller, source: PartsSource): AssetsParts {
  const { library } = source;
  const datasets = byId((ids) => library.findDatasets(organizationId, ids.filter(isId)), null);
  const referenced = byId((ids) => library.findReferencedDatasets(organizationId, ids.filter(isId)), null);
  const assets = byId((ids) => library.findAssets(organizationId, ids.filter(isId)), null);
  const firstOnes = byId((ids) => library.firstWithSameBytes(organizationId, ids), null);
  const entries = byId((ids) => library.dataRowEntries(organizationId, ids), NO_ENTRIES);
  const ofDatasets = byId((ids) => library.countsOfDatasets(organizationId, ids), NOTHING);
  const ofConnections = byId((ids) => library.countsOfConnections(organizationId, ids), NOTHING);
  const scripts = new Map<string, Promise<string>>();
  return {
    library,
    findDataset: (id) => datasets.load(id),
    findReferencedDataset: (id) => referenced.load(id),
    findAsset: (id) => assets.load(id),
    async findDuplicateOf(assetId) {
      const first = await firstOnes.load(assetId);
      return first === null || first === assetId ? null : assets.load(first);
    },
    dataRowEntries: (assetId) => entries.load(assetId),
    sumDataRows: () => library.sumDataRows(organizationId, source.now()),
    countsOfDataset: (id) => ofDatasets.load(id),
    countsOfConnection: (id) => ofConnections.load(id),
    viewOrganization: () => source.viewOrganization(organizationId),
    createDataset: (name) => source.createDataset(organizationId, name),
    deleteDataset: (id) => source.deleteDataset(organizationId, id),
    deleteAssets: (deletion) => source.deleteAssets(organizationId, deletion),
    exportDataset: ({ id, name }, content, format) =>
      source.signDownload(
        { kind: 'EXPORT', organizationId, datasetId: id, content, format },
        exportFilename(name, content, format, source.now()),
      ),
    repairScript(connection, selection) {
      const name = JSON.stringify([connection.id, selection.reason, selection.afterKey]);
      const made =
        scripts.get(name) ?? makeRepairScript(library, organizationId, connection, selection, MOST_BYTES_IN_ANSWER);
      scripts.set(name, made);
      return made;
    },
    downloadRepairScript: ({ id, bucketName, prefix, region }, selection) =>
      source.signDownload(
        { kind: 'REPAIR_SCRIPT', organizationId, connection: { id, bucketName, prefix, region }, ...selection },
        `fix-${slug(bucketName)}.sh`,
      ),
  };
}

function byId<Found, Missing>(find: (ids: readonly string[]) => Promise<Map<string, Found>>, missing: Missing) {
  return new DataLoader<string, Found | Missing>(async (ids) => {
    const found = await find(ids);
    return ids.map((id) => found.get(id) ?? missing);
  });
}
