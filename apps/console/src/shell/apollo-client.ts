import { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink, InMemoryCache } from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { ErrorLink } from '@apollo/client/link/error';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';
import { connectionState } from '../api/connection-state.ts';
import type { Session } from '../auth/session.ts';
import { errorOf } from '../ui/errors.ts';
import { askAgainLink } from './ask-again-link.ts';

const LONGEST_PAUSE_MS = 10_000;

/**
 * Queries and mutations over HTTP, subscriptions over one WebSocket. Both send a token, renewed before it expires.
 *
 * @param onSignedOut  called when the issuer issues no token any more
 */
export function createApolloClient(session: Session, onSignedOut: () => void): ApolloClient {
  const tokenOrSignOut = async () => {
    try {
      return await session.token();
    } catch (error) {
      // A network failure does not mean that the person is signed out.
      if (navigator.onLine && !isNetworkError(error)) onSignedOut();
      throw error;
    }
  };
  let wasConnected = false;
  const socket = createClient({
    url: `${window.location.origin.replace(/^http/, 'ws')}/graphql`,
    connectionParams: async () => ({ authorization: `Bearer ${await tokenOrSignOut()}` }),
    keepAlive: 15_000,
    retryAttempts: Number.POSITIVE_INFINITY,
    // 4403 (the token has expired) is retried too, because the next attempt sends a new token.
    shouldRetry: () => true,
    retryWait: (retries) =>
      new Promise((resolve) => {
        setTimeout(resolve, Math.min(500 * 2 ** retries, LONGEST_PAUSE_MS) * (0.7 + Math.random() * 0.6));
      }),
    on: {
      connected: () => {
        connectionState.set('online');
        // What a sync did while there was no connection is not announced any more.
        if (wasConnected) void client.refetchQueries({ include: 'active' });
        wasConnected = true;
      },
    },
  });

  const authorize = new SetContextLink(async ({ headers }) => ({
    headers: { ...headers, authorization: `Bearer ${await tokenOrSignOut()}` },
  }));
  const again = new ErrorLink(({ error, operation, forward }) => {
    if (!CombinedGraphQLErrors.is(error)) return undefined;
    const isRefused = error.errors.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED');
    const context = operation.getContext();
    if (!isRefused || context.isSecondAttempt) return undefined;
    session.refuse(`${context.headers?.authorization ?? ''}`.replace(/^Bearer /, ''));
    operation.setContext({ isSecondAttempt: true });
    return forward(operation);
  });
  const http = new HttpLink({ uri: '/graphql', fetch: watchedFetch });

  const client = new ApolloClient({
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new GraphQLWsLink(socket),
      ApolloLink.from([askAgainLink, again, authorize, http]),
    ),
    cache: new InMemoryCache({
      typePolicies: {
        SyncRun: { fields: { progress: { merge: true } } },
        BucketConnection: { fields: { setup: { merge: true }, health: { merge: true } } },
        Query: { fields: { bucketConnection: { read: referTo('BucketConnection') } } },
        // Several objects of this type describe the same month.
        Organization: { fields: { dataRows: { merge: true } } },
      },
    }),
    defaultOptions: { watchQuery: { fetchPolicy: 'cache-and-network', nextFetchPolicy: 'cache-first' } },
  });
  return client;
}

/** Answers `x(id:)` from an entity that a list has already loaded. */
function referTo(__typename: string) {
  return (
    existing: unknown,
    {
      args,
      toReference,
    }: { args: Record<string, unknown> | null; toReference: (object: { __typename: string; id: string }) => unknown },
  ) => existing ?? toReference({ __typename, id: String(args?.id) });
}

/** Records whether the gateway answers. */
const watchedFetch: typeof fetch = async (input, init) => {
  try {
    const response = await fetch(input, init);
    connectionState.set(response.status === 502 || response.status === 503 ? 'offline' : 'online');
    return response;
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'AbortError')) connectionState.set('offline');
    throw error;
  }
};

const isNetworkError = (error: unknown) => error instanceof TypeError || errorOf(error).message.includes('fetch');
