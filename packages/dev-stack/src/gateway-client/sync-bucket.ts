import type { GraphqlClient } from './graphql-client.ts';
import { type Problem, unlessProblem } from './unless-problem.ts';

/** What a sync would do, as the preview step shows it. */
export interface Preview {
  objectCount: number;
  isComplete: boolean;
  totalBytes: number;
  imageCount: number;
  videoCount: number;
  otherCount: number;
  newCount: number;
  changedCount: number;
  unchangedCount: number;
  retriedCount: number;
  missingCount: number;
  dataRowsNeeded: number;
  dataRowsLeft: number;
}

export interface Progress {
  sequence: number;
  fraction: number | null;
  listed: number;
  unchanged: number;
  waiting: number;
  added: number;
  updated: number;
  skipped: number;
  removed: number;
  objectsPerSecond: number;
  secondsLeft: number | null;
  bytesRead: number;
  requestCount: number;
}

export interface Run {
  id: string;
  state: 'QUEUED' | 'RUNNING' | 'HELD' | 'SUCCEEDED' | 'SUCCEEDED_WITH_SKIPS' | 'FAILED' | 'CANCELLED';
  progress: Progress;
  failure: { code: string; message: string } | null;
}

const PROBLEM = '... on Problem { __typename code message }';
const RUN = `id state failure { code message } progress {
  sequence fraction listed unchanged waiting added updated skipped removed
  objectsPerSecond secondsLeft bytesRead requestCount
}`;

export async function previewSync(gateway: GraphqlClient, connectionId: string): Promise<Preview> {
  const { previewSync: preview } = await gateway.request<{
    previewSync: ({ __typename: 'SyncPreview' } & Preview) | Problem;
  }>(
    `query ($connectionId: ID!) {
      previewSync(connectionId: $connectionId) {
        ... on SyncPreview {
          __typename objectCount isComplete totalBytes imageCount videoCount otherCount
          newCount changedCount unchangedCount retriedCount missingCount dataRowsNeeded dataRowsLeft
        }
        ${PROBLEM}
      }
    }`,
    { connectionId },
  );
  return unlessProblem(preview);
}

/**
 * Starts a sync and follows it by its subscription until it has ended. A run that an interrupted start left in
 * progress is followed instead.
 *
 * @param onProgress  called at once with the current state, and then with each change
 * @returns           the run as it ended
 * @throws Error with the API's problem, or with the cause of a failed run
 */
export async function syncBucket(
  gateway: GraphqlClient,
  connectionId: string,
  onProgress: (run: Run) => void,
): Promise<Run> {
  const runId = (await activeRun(gateway, connectionId)) ?? (await startRun(gateway, connectionId));
  let last: Run | undefined;
  const subscription = `subscription ($runId: ID!) { syncProgress(runId: $runId) { ${RUN} } }`;
  for await (const { syncProgress } of gateway.subscribe<{ syncProgress: Run }>(subscription, { runId })) {
    last = syncProgress;
    onProgress(last);
  }
  if (!last) throw new Error('The progress subscription ended without a single state.');
  if (last.state === 'FAILED') throw new Error(`The sync failed: ${last.failure?.code}: ${last.failure?.message}`);
  return last;
}

async function activeRun(gateway: GraphqlClient, connectionId: string): Promise<string | undefined> {
  const { bucketConnection } = await gateway.request<{ bucketConnection: { activeSync: { id: string } | null } }>(
    'query ($id: ID!) { bucketConnection(id: $id) { activeSync { id } } }',
    { id: connectionId },
  );
  return bucketConnection.activeSync?.id;
}

async function startRun(gateway: GraphqlClient, connectionId: string): Promise<string> {
  const { startSync } = await gateway.request<{ startSync: { __typename: 'SyncRun'; id: string } | Problem }>(
    `mutation ($connectionId: ID!) {
      startSync(connectionId: $connectionId) { ... on SyncRun { __typename id } ${PROBLEM} }
    }`,
    { connectionId },
  );
  return unlessProblem(startSync).id;
}
