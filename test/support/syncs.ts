import type { GraphqlClient } from '@bucket-sync/dev-stack/system';
import { eventually } from '@bucket-sync/shared/testing';

export interface Run {
  id: string;
  state: string;
  failure: { code: string; message: string } | null;
  progress: {
    sequence: number;
    listed: number;
    unchanged: number;
    leftOut: number;
    waiting: number;
    added: number;
    updated: number;
    skipped: number;
    removed: number;
    renamed: number;
    withdrawn: number;
    excluded: number;
    skippedByReason: { reason: string; count: number }[];
  };
}

const RUN = `id state failure { code message } progress {
  sequence listed unchanged leftOut waiting added updated skipped removed renamed withdrawn excluded
  skippedByReason { reason count }
}`;
const RESULT = `... on SyncRun { ${RUN} } ... on Problem { code message field }`;

export interface Problem {
  code: string;
  message: string;
  field: string | null;
}

/** @param only  reads only the files that are skipped for these reasons; all files by default */
export async function startSync(
  client: GraphqlClient,
  connectionId: string,
  only: string[] | null = null,
): Promise<Run & Problem> {
  const query = `mutation ($connectionId: ID!, $only: [SkipReason!]) {
    startSync(connectionId: $connectionId, only: $only) { ${RESULT} }
  }`;
  return (await client.request<{ startSync: Run & Problem }>(query, { connectionId, only })).startSync;
}

export async function cancelSync(client: GraphqlClient, runId: string): Promise<Run & Problem> {
  const query = `mutation ($runId: ID!) { cancelSync(runId: $runId) { ${RESULT} } }`;
  return (await client.request<{ cancelSync: Run & Problem }>(query, { runId })).cancelSync;
}

export async function decideRemovals(client: GraphqlClient, runId: string, decision: 'REMOVE' | 'KEEP') {
  const query = `mutation ($runId: ID!, $decision: RemovalDecision!) {
    decideRemovals(runId: $runId, decision: $decision) { ${RESULT} }
  }`;
  return (await client.request<{ decideRemovals: Run & Problem }>(query, { runId, decision })).decideRemovals;
}

/** Polls the run until it has ended or is HELD. A service that restarts meanwhile does not end the wait. */
export async function settled(client: GraphqlClient, runId: string, withinMs = 60_000): Promise<Run> {
  return eventually(
    async () => {
      const { syncRun } = await client.request<{ syncRun: Run }>(`query ($id: ID!) { syncRun(id: $id) { ${RUN} } }`, {
        id: runId,
      });
      if (['QUEUED', 'RUNNING'].includes(syncRun.state)) throw new Error(`the run is ${JSON.stringify(syncRun)}`);
      return syncRun;
    },
    { withinMs },
  );
}

export async function sync(client: GraphqlClient, connectionId: string): Promise<Run> {
  const started = await startSync(client, connectionId);
  if (started.code) throw new Error(`${started.code}: ${started.message}`);
  return settled(client, started.id);
}

export interface Stored {
  assets: number;
  skipped: number;
  rowsUsed: number;
}

export async function stored(client: GraphqlClient, datasetId: string): Promise<Stored> {
  const { dataset, organization } = await client.request<{
    dataset: { assets: { totalCount: number }; skippedFiles: { totalCount: number } };
    organization: { dataRows: { used: number } };
  }>(
    `query ($id: ID!) {
      dataset(id: $id) { assets(first: 1) { totalCount } skippedFiles(first: 1) { totalCount } }
      organization { dataRows { used } }
    }`,
    { id: datasetId },
  );
  return {
    assets: dataset.assets.totalCount,
    skipped: dataset.skippedFiles.totalCount,
    rowsUsed: organization.dataRows.used,
  };
}
