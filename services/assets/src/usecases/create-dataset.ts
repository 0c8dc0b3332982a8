import { Problem, parseName, problem } from '@bucket-sync/shared/problem';
import type { Dataset } from '../domain/dataset.ts';
import { defaultOrganization, type OrganizationDefaults } from '../domain/organization.ts';
import type { StoreDataset } from '../domain/ports.ts';

export interface CreateDatasetParts {
  storeDataset: StoreDataset;
  organizationDefaults: OrganizationDefaults;
  maxDatasets: number;
  newId: () => string;
  now: () => Date;
}

/**
 * Makes a dataset for an organization; a new organization gets the default plan and data rows. Two datasets may have
 * the same name: their ids and times distinguish them. So a client can repeat a request after a lost answer.
 */
export async function createDataset(
  parts: CreateDatasetParts,
  organizationId: string,
  givenName: string,
): Promise<Dataset | Problem> {
  const named = parseName(givenName, 'the dataset');
  if (named instanceof Problem) return named;
  const dataset = { id: parts.newId(), name: named.name, createdAt: parts.now() };
  const { maxDatasets } = parts;
  const organization = defaultOrganization(organizationId, parts.organizationDefaults);
  if (await parts.storeDataset(organization, dataset, maxDatasets)) return dataset;
  return problem('NOT_ALLOWED_NOW', `An organization has ${maxDatasets} datasets at most. Delete one of them first.`);
}
