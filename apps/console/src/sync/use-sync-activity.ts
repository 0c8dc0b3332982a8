import type { ApolloCache } from '@apollo/client';
import { useApolloClient, useSubscription } from '@apollo/client/react';
import { useRef } from 'react';
import {
  ConnectionRunsDocument,
  LatestRunsFragmentDoc,
  SyncActivityDocument,
  type SyncActivitySubscription,
} from '../api/operations.generated.ts';
import { syncChanges } from '../api/sync-changes.ts';

type Run = SyncActivitySubscription['syncActivity'];

/**
 * Follows every run of the organization with one subscription for the whole console. Progress updates the cache by the
 * run's id. When the state of a run changes, its connection is read again, and so is every query in flight.
 */
export function useSyncActivity(): void {
  const client = useApolloClient();
  /** By connection: the run that was followed last, and its state. */
  const followed = useRef(new Map<string, string>());
  /** By connection: the last read. */
  const reads = useRef(new Map<string, Promise<unknown>>());
  useSubscription(SyncActivityDocument, {
    onData({ data: { data } }) {
      if (!data) return;
      const { id, state, connection } = data.syncActivity;
      const phase = `${id} ${state}`;
      if (followed.current.get(connection.id) === phase) return;
      followed.current.set(connection.id, phase);
      if (isEndShown(client.cache, data.syncActivity)) return;
      syncChanges.announce();
      const read = () =>
        client.query({
          query: ConnectionRunsDocument,
          variables: { id: connection.id },
          fetchPolicy: 'network-only',
        });
      // The reads of a connection are sent one after the other: a short run ends while its start is being read, and the
      // older answer must not be the last. A read that fails in an outage is repeated when the outage ends.
      const before = reads.current.get(connection.id) ?? Promise.resolve();
      reads.current.set(
        connection.id,
        before.then(read).catch(() => undefined),
      );
    },
  });
}

/** Whether the connection was read after the run had ended. Each new subscription reports the recent ends again. */
function isEndShown(cache: ApolloCache, { id, finishedAt, connection }: Run): boolean {
  if (finishedAt === null) return false;
  const shown = cache.readFragment({
    id: cache.identify({ __typename: 'BucketConnection', id: connection.id }),
    fragment: LatestRunsFragmentDoc,
  });
  return shown?.lastSync?.id === id && shown.activeSync === null;
}
