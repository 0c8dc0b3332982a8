import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

/** The gateway as a front end sees it, signed in as a member of one organization. */
export interface GraphqlClient {
  /** @throws Error with every message of the answer's errors */
  request<Data>(query: string, variables?: Record<string, unknown>): Promise<Data>;
  /** Every event until the server completes the subscription; a broken connection throws an Error. */
  subscribe<Data>(query: string, variables: Record<string, unknown>): AsyncGenerator<Data>;
  close(): Promise<void>;
}

interface Answer<Data> {
  data?: Data | null;
  errors?: readonly { message: string }[];
}

const REQUEST_WITHIN_MS = 60_000;

/**
 * @param url    of the gateway's GraphQL endpoint, http
 * @param token  bearer token
 */
export function graphqlClient(url: string, token: string): GraphqlClient {
  const authorization = `Bearer ${token}`;
  const socket = createClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: { authorization },
  });
  return {
    async request<Data>(query: string, variables: Record<string, unknown> = {}) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify({ query, variables }),
        signal: AbortSignal.timeout(REQUEST_WITHIN_MS),
      });
      const text = await response.text();
      if (!response.headers.get('content-type')?.includes('json')) {
        throw new Error(`The gateway answers ${response.status}: ${text.slice(0, 500)}`);
      }
      return dataOf<Data>(JSON.parse(text));
    },
    async *subscribe<Data>(query: string, variables: Record<string, unknown>) {
      for await (const event of socket.iterate<Data>({ query, variables })) yield dataOf<Data>(event as Answer<Data>);
    },
    close: async () => {
      await socket.dispose();
    },
  };
}

function dataOf<Data>({ data, errors }: Answer<Data>): Data {
  if (errors?.length) throw new Error(errors.map(({ message }) => message).join('; '));
  if (!data) throw new Error('The gateway answered without data.');
  return data;
}
