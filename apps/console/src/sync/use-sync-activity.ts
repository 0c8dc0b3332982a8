import { useApolloClient, useSubscription } from '@apollo/client/react';
import {
  ConnectionRunsDocument,
  SyncActivityDocument,
  type SyncActivitySubscription,
} from '../api/operations.generated.ts';
import { hasEnded } from './run-words.ts';

type Run = SyncActivitySubscription['syncActivity'];

/**
 * Follows every run of the organization with one subscription for the whole console. Progress updates the cache by the
 * run's id. When a run starts or ends, its connection is read again.
 */
export function useSyncActivity(): void {
  const client = useApolloClient();
  useSubscription(SyncActivityDocument, {
    onData({ data: { data } }) {
      if (!data) return;
      const run = data.syncActivity;
      if (isNews(client.cache.extract() as Cache, run)) {
        void client.query({
          query: ConnectionRunsDocument,
          variables: { id: run.connection.id },
          fetchPolicy: 'network-only',
        });
      }
    },
  });
}

type Cache = Record<string, { activeSync?: { __ref: string } | null } | undefined>;

function isNews(cache: Cache, run: Run): boolean {
  const known = cache[`BucketConnection:${run.connection.id}`]?.activeSync;
  const isActive = known?.__ref === `SyncRun:${run.id}`;
  return hasEnded(run.state) ? isActive : !isActive;
}
