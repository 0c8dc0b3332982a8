import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { OperationTypeNode } from 'graphql';
import { SignedOutError } from '../api/sign-in-errors.ts';
import { syncChanges } from '../api/sync-changes.ts';
import type { Session } from '../auth/session.ts';
import { createAskAgainLink } from './ask-again-link.ts';
import { createLiveLink } from './live-link.ts';
import { createRecovery } from './recovery.ts';
import { createRetryLink } from './retry-link.ts';
import { createWholeListsLink } from './whole-lists-link.ts';

/**
 * Queries and mutations over HTTP, subscriptions over one WebSocket. Both send a token, renewed before it expires.
 *
 * @param onSignedOut  called when the issuer refuses to issue a token
 */
export function createApolloClient(session: Session, onSignedOut: () => void): ApolloClient {
  const token = async () => {
    try {
      return await session.token();
    } catch (error) {
      if (error instanceof SignedOutError) onSignedOut();
      throw error;
    }
  };
  const live = createLiveLink({
    token,
    refuse: session.refuse,
    onGap() {
      syncChanges.announce();
      recovery.readSoon();
    },
  });
  const askAgain = createAskAgainLink(() => recovery.readSoon());
  const retry = createRetryLink({ refuse: session.refuse, onGivenUp: (error) => recovery.begin(error) });
  const authorize = new SetContextLink(async ({ headers }) => ({
    headers: { ...headers, authorization: `Bearer ${await token()}` },
  }));

  /** Shows at once that the gateway does not answer. */
  const watchedFetch: typeof fetch = async (input, init) => {
    try {
      const response = await fetch(input, init);
      if (response.status === 502 || response.status === 503) recovery.begin(response);
      return response;
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'AbortError')) recovery.begin(error);
      throw error;
    }
  };
  const http = new HttpLink({ uri: '/graphql', fetch: watchedFetch });

  const client = new ApolloClient({
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      live,
      ApolloLink.from([askAgain, createWholeListsLink(), retry, authorize, http]),
    ),
    cache: createCache(),
    defaultOptions: { watchQuery: { fetchPolicy: 'cache-and-network', nextFetchPolicy: 'cache-first' } },
  });
  const recovery = createRecovery(client);
  return client;
}

const createCache = () =>
  new InMemoryCache({
    typePolicies: {
      SyncRun: { fields: { progress: { merge: true } } },
      BucketConnection: { fields: { setup: { merge: true }, health: { merge: true } } },
      Query: { fields: { bucketConnection: { read: referTo('BucketConnection') } } },
      // Several objects of this type describe the same month.
      Organization: { fields: { dataRows: { merge: true } } },
    },
  });

/** Answers `x(id:)` from an entity that a list has already loaded. Null is an answer too: the entity is gone. */
function referTo(__typename: string) {
  return (
    existing: unknown,
    {
      args,
      toReference,
    }: { args: Record<string, unknown> | null; toReference: (object: { __typename: string; id: string }) => unknown },
  ) => (existing === undefined ? toReference({ __typename, id: String(args?.id) }) : existing);
}
