import { Problem } from '@bucket-sync/shared/problem';
import { type Dataset, datasetName } from '../domain/dataset.ts';
import { defaultOrganization, type OrganizationDefaults } from '../domain/organization.ts';
import type { StoreDataset } from '../domain/ports.ts';

export interface CreateDatasetParts {
  storeDataset: StoreDataset;
  organizationDefaults: OrganizationDefaults;
  makeId: () => string;
  now: () => Date;
}

/** Makes a dataset for an organization; one that nobody has set up yet gets the default plan and data rows. */
export async function createDataset(
  parts: CreateDatasetParts,
  organizationId: string,
  givenName: string,
): Promise<Dataset | Problem> {
  const name = datasetName(givenName);
  if (name instanceof Problem) return name;
  const dataset = { id: parts.makeId(), name, createdAt: parts.now() };
  await parts.storeDataset(defaultOrganization(organizationId, parts.organizationDefaults), dataset);
  return dataset;
}
