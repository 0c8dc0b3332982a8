import type { SubgraphClient } from '@bucket-sync/shared/subgraph';
import type { OrganizationReader } from '../domain/ports.ts';

/** Queries the assets subgraph as the caller. A caller can connect only datasets that are visible to them. */
export function createAssetsClient(client: SubgraphClient): OrganizationReader {
  return {
    async read(caller, datasetId) {
      const { organization, dataset } = await client.ask<Answer>(caller, STANDING, { datasetId });
      return {
        plan: organization.plan,
        dataRows: { ...organization.dataRows, resetsAt: new Date(organization.dataRows.resetsAt) },
        hasDataset: dataset !== null,
      };
    },
  };
}

interface Answer {
  organization: { plan: 'FREE' | 'PAID'; dataRows: { limit: number; remaining: number; resetsAt: string } };
  dataset: { id: string } | null;
}

const STANDING = `query Standing($datasetId: ID!) {
  organization { plan dataRows { limit remaining resetsAt } }
  dataset(id: $datasetId) { id }
}`;
