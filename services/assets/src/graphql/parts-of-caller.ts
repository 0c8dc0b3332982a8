import type { Caller } from '@bucket-sync/shared/auth';
import { isId } from '@bucket-sync/shared/ids';
import type { Problem } from '@bucket-sync/shared/problem';
import DataLoader from 'dataloader';
import type { Asset } from '../domain/asset.ts';
import type { DataRowQuota } from '../domain/data-rows.ts';
import type { Dataset } from '../domain/dataset.ts';
import type { Organization } from '../domain/organization.ts';
import type { FileCounts, Library } from '../domain/ports.ts';

/** What the resolvers of one request work with; what is by id is read together for the whole request. */
export interface AssetsParts {
  library: Library;
  findDataset(id: string): Promise<Dataset | null>;
  findAsset(id: string): Promise<Asset | null>;
  countsOfDataset(id: string): Promise<FileCounts>;
  countsOfConnection(id: string): Promise<FileCounts>;
  viewOrganization(): Promise<Organization & { dataRows: DataRowQuota }>;
  createDataset(name: string): Promise<Dataset | Problem>;
}

export interface PartsSource {
  library: Library;
  viewOrganization(organizationId: string): Promise<Organization & { dataRows: DataRowQuota }>;
  createDataset(organizationId: string, name: string): Promise<Dataset | Problem>;
}

const NOTHING: FileCounts = { assets: 0, skipped: 0 };

/** Binds everything to the caller's organization. */
export function partsOfCaller({ organizationId }: Caller, source: PartsSource): AssetsParts {
  const { library } = source;
  const datasets = byId((ids) => library.findDatasets(organizationId, ids.filter(isId)), null);
  const assets = byId((ids) => library.findAssets(organizationId, ids.filter(isId)), null);
  const ofDatasets = byId((ids) => library.countsOfDatasets(organizationId, ids), NOTHING);
  const ofConnections = byId((ids) => library.countsOfConnections(organizationId, ids), NOTHING);
  return {
    library,
    findDataset: (id) => datasets.load(id),
    findAsset: (id) => assets.load(id),
    countsOfDataset: (id) => ofDatasets.load(id),
    countsOfConnection: (id) => ofConnections.load(id),
    viewOrganization: () => source.viewOrganization(organizationId),
    createDataset: (name) => source.createDataset(organizationId, name),
  };
}

function byId<Found, Missing>(find: (ids: readonly string[]) => Promise<Map<string, Found>>, missing: Missing) {
  return new DataLoader<string, Found | Missing>(async (ids) => {
    const found = await find(ids);
    return ids.map((id) => found.get(id) ?? missing);
  });
}
