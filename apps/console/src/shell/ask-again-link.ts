import { ApolloLink, Observable } from '@apollo/client';
import { OperationTypeNode } from 'graphql';
import { syncChanges } from '../api/sync-changes.ts';

/** A bucket with many short syncs must not keep a screen waiting. */
const MOST_TIMES = 4;

/**
 * Sends a query again when a sync has changed its state while the query was in flight. The answer may show the state
 * before the change, and no later event would cause another read.
 *
 * @param onMaybeOld  called when the last answer may be old too
 */
export const createAskAgainLink = (onMaybeOld: () => void) =>
  new ApolloLink((operation, forward) => {
    if (operation.operationType !== OperationTypeNode.QUERY) return forward(operation);
    return new Observable((observer) => {
      let current: { unsubscribe(): void } | undefined;
      let times = 0;
      const ask = () => {
        const before = syncChanges.count();
        let isOld = false;
        times += 1;
        current = forward(operation).subscribe({
          next(answer) {
            // A failure shows no state. It is passed on at once.
            const hasChanged = answer.errors === undefined && syncChanges.count() !== before;
            isOld = hasChanged && times < MOST_TIMES;
            if (!isOld) observer.next(answer);
            if (hasChanged && !isOld) onMaybeOld();
          },
          error: (error) => observer.error(error),
          complete: () => (isOld ? ask() : observer.complete()),
        });
      };
      ask();
      return () => current?.unsubscribe();
    });
  });
