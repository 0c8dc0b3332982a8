import type { ApolloCache } from '@apollo/client';
import { useApolloClient, useSubscription } from '@apollo/client/react';
import { useRef } from 'react';
import {
  ConnectionRunsDocument,
  LatestRunsFragmentDoc,
  SyncActivityDocument,
  type SyncActivitySubscription,
  SyncCountsDocument,
} from '../api/operations.generated.ts';
import { syncChanges } from '../api/sync-changes.ts';

type Run = SyncActivitySubscription['syncActivity'];

/** The pause between two reads of the counts of a connection that syncs. Its first assets are counted at once. */
const COUNT_EVERY_MS = 5_000;

interface Followed {
  /** The run that was followed last, and its state. */
  phase: string;
  /** The files whose results were stored at the last read of the counts. */
  stored: number;
  countedAt: number;
}

/**
 * Follows every run of the organization with one subscription for the whole console. Progress updates the cache by the
 * run's id. When the state of a run changes, its connection is read again, and so is every query in flight. While it
 * runs, the counts of its assets are read from time to time.
 */
export function useSyncActivity(): void {
  const client = useApolloClient();
  /** By connection. */
  const followed = useRef(new Map<string, Followed>());
  /** By connection: the last read. */
  const reads = useRef(new Map<string, Promise<unknown>>());
  useSubscription(SyncActivityDocument, {
    onData({ data: { data } }) {
      if (!data) return;
      const { id, state, connection } = data.syncActivity;
      const phase = `${id} ${state}`;
      const before = followed.current.get(connection.id);
      const stored = storedOf(data.syncActivity);
      const hasChanged = before?.phase !== phase;
      if (!hasChanged && !areCountsDue(before, stored)) return;
      followed.current.set(connection.id, { phase, stored, countedAt: performance.now() });
      if (hasChanged && isEndShown(client.cache, data.syncActivity)) return;
      if (hasChanged) syncChanges.announce();
      const query = hasChanged ? ConnectionRunsDocument : SyncCountsDocument;
      const read = () => client.query({ query, variables: { id: connection.id }, fetchPolicy: 'network-only' });
      // The reads of a connection are sent one after the other: a short run ends while its start is being read, and the
      // older answer must not be the last. A read that fails in an outage is repeated when the outage ends.
      const previous = reads.current.get(connection.id) ?? Promise.resolve();
      reads.current.set(
        connection.id,
        previous.then(read).catch(() => undefined),
      );
    },
  });
}

const storedOf = ({ progress: { added, skipped, removed } }: Run) => added + skipped + removed;

function areCountsDue({ stored: counted, countedAt }: Followed, stored: number): boolean {
  if (stored === counted) return false;
  return counted === 0 || performance.now() - countedAt >= COUNT_EVERY_MS;
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
