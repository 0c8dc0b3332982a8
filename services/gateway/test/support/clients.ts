import type { ExecutionResult } from 'graphql';
import { createClient as createSseClient } from 'graphql-sse';
import { type Client, createClient as createWsClient } from 'graphql-ws';
import { WebSocket } from 'ws';

export const PROGRESS = `subscription ($runId: ID!) {
  syncProgress(runId: $runId) { id state progress { sequence } connection { name } }
}`;

/** The results that one subscription of a client has received. */
export interface Received {
  results: ExecutionResult<Record<string, Record<string, unknown>>>[];
  /** The end of the subscription: 'complete', or the error of the client library. */
  outcome: unknown;
  /** progress.sequence of each result. */
  sequences(): unknown[];
  unsubscribe(): void;
}

export interface Transport {
  name: string;
  subscribe(
    url: string,
    token: string | undefined,
    operation?: { query: string; variables?: Record<string, unknown> },
  ): Received;
}

export function openSocketClient(
  url: string,
  connectionParams: () => Promise<Record<string, unknown>>,
  options: { retryAttempts: number } = { retryAttempts: 0 },
): Client {
  return createWsClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams,
    ...options,
  });
}

export const webSocket: Transport = {
  name: 'a WebSocket',
  subscribe(url, token, operation) {
    const client = openSocketClient(url, async () => (token === undefined ? {} : { authorization: `Bearer ${token}` }));
    return receive(client, operation);
  },
};

export const eventStream: Transport = {
  name: 'server-sent events',
  subscribe(url, token, operation) {
    return receive(
      createSseClient({ url: `${url}/graphql/stream`, retryAttempts: 0, headers: bearer(token) }),
      operation,
    );
  },
};

export const eventStreamAtGraphql: Transport = {
  name: 'server-sent events at /graphql',
  subscribe(url, token, operation) {
    return receive(createSseClient({ url: `${url}/graphql`, retryAttempts: 0, headers: bearer(token) }), operation);
  },
};

const bearer = (token: string | undefined): Record<string, string> =>
  token === undefined ? {} : { authorization: `Bearer ${token}` };

/** Subscribes with a client of graphql-ws or graphql-sse, by default to the progress of run r1. */
export function receive(
  client: Pick<Client, 'subscribe'> | ReturnType<typeof createSseClient>,
  operation: { query: string; variables?: Record<string, unknown> } = { query: PROGRESS, variables: { runId: 'r1' } },
): Received {
  const received: Received = {
    results: [],
    outcome: undefined,
    sequences: () =>
      received.results.map(({ data }) => (data?.syncProgress?.progress as { sequence: number } | undefined)?.sequence),
    unsubscribe: () => {},
  };
  const sink = {
    next: (result: unknown) => void received.results.push(result as Received['results'][number]),
    error: (error: unknown) => {
      received.outcome = error;
    },
    complete: () => {
      received.outcome ??= 'complete';
    },
  };
  received.unsubscribe = client.subscribe(operation, sink);
  return received;
}
