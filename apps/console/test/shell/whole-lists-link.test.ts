import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApolloClient, ApolloLink, gql, InMemoryCache, Observable } from '@apollo/client';
import { expect, test } from 'vitest';
import { createWholeListsLink } from '../../src/shell/whole-lists-link.ts';

const BOTH = gql`query Both($pageSize: Int, $datasetsAfter: ID, $connectionsAfter: ID) {
  datasets(first: $pageSize, after: $datasetsAfter) { id }
  bucketConnections(first: $pageSize, after: $connectionsAfter) { id }
}`;
const OF_DATASET = gql`query OfDataset($id: ID!, $pageSize: Int, $connectionsOfDatasetAfter: ID) {
  dataset(id: $id) {
    id
    bucketConnections(first: $pageSize, after: $connectionsOfDatasetAfter) { id }
  }
}`;

interface Service {
  datasets?: number;
  connections?: number;
  /** Of the request with this number, from 1. */
  failAt?: number;
}

/** A client of a service that has lists of these lengths, newest first. */
function aClient({ datasets = 0, connections = 0, failAt }: Service) {
  const requests: Record<string, unknown>[] = [];
  const list = (__typename: string, length: number, first: unknown, after: unknown) =>
    Array.from({ length }, (_, n) => ({ __typename, id: String(length - n) }))
      .filter(({ id }) => after === undefined || Number(id) < Number(after))
      .slice(0, Number(first));
  const service = new ApolloLink(({ variables }) => {
    requests.push(variables);
    const { id, pageSize, datasetsAfter, connectionsAfter, connectionsOfDatasetAfter: ofDatasetAfter } = variables;
    const ofDataset = id !== 'none' && {
      dataset: {
        __typename: 'Dataset',
        id,
        bucketConnections: list('BucketConnection', connections, pageSize, ofDatasetAfter),
      },
    };
    const ofAll = {
      datasets: list('Dataset', datasets, pageSize, datasetsAfter),
      bucketConnections: list('BucketConnection', connections, pageSize, connectionsAfter),
    };
    return new Observable((observer) => {
      if (requests.length === failAt) observer.next({ data: null, errors: [{ message: 'no answer' }] });
      else observer.next({ data: id ? { dataset: null, ...ofDataset } : ofAll });
      observer.complete();
    });
  });
  const link = ApolloLink.from([createWholeListsLink(), service]);
  return { client: new ApolloClient({ link, cache: new InMemoryCache() }), requests };
}

interface Both {
  datasets: { id: string }[];
  bucketConnections: { id: string }[];
}

interface OfDataset {
  dataset: { bucketConnections: { id: string }[] } | null;
}

const lengths = (data: Both | undefined) => [data?.datasets.length, data?.bucketConnections.length];

test.each([
  [0, 0, 1],
  [99, 1, 1],
  [100, 99, 2],
  [101, 250, 3],
  [1_000, 200, 11],
])('%i datasets and %i connections are read whole by %i requests', async (datasets, connections, count) => {
  const { client, requests } = aClient({ datasets, connections });
  const { data } = await client.query<Both>({ query: BOTH });
  expect(lengths(data)).toEqual([datasets, connections]);
  expect(new Set(data?.datasets.map(({ id }) => id)).size).toBe(datasets);
  expect(requests).toHaveLength(count);
});

test('the connections of one dataset are read whole', async () => {
  const { client } = aClient({ connections: 101 });
  const { data } = await client.query<OfDataset>({ query: OF_DATASET, variables: { id: 'd' } });
  expect(data?.dataset?.bucketConnections.at(-1)?.id).toBe('1');
  expect(data?.dataset?.bucketConnections).toHaveLength(101);
});

test('a dataset that does not exist is null', async () => {
  const { client } = aClient({});
  const { data } = await client.query<OfDataset>({ query: OF_DATASET, variables: { id: 'none' } });
  expect(data).toEqual({ dataset: null });
});

test('a later read begins with the first page, and the cache holds the whole list', async () => {
  const { client, requests } = aClient({ datasets: 101 });
  for (const fetchPolicy of ['network-only', 'network-only', 'cache-first'] as const) {
    expect(lengths((await client.query<Both>({ query: BOTH, fetchPolicy })).data)).toEqual([101, 0]);
  }
  expect(requests).toHaveLength(4);
});

test('a page that fails does not shorten the list: the read fails', async () => {
  const { client } = aClient({ datasets: 201, failAt: 2 });
  await expect(client.query({ query: BOTH })).rejects.toThrow('no answer');
});

test('every query of the console reads these lists whole', () => {
  const folder = join(import.meta.dirname, '../../src');
  const selections = globSync('**/*.graphql', { cwd: folder }).flatMap((path) =>
    readFileSync(join(folder, path), 'utf8').match(/^ +(datasets|bucketConnections)\b.*/gm),
  );
  const found = selections.filter((line) => line !== null);
  expect(found).toHaveLength(6);
  for (const line of found)
    expect(line).toMatch(/\(first: \$pageSize, after: \$(datasets|connections|connectionsOfDataset)After\)/);
});
