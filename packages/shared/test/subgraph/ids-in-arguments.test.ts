import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CALLER_HEADER, signCaller } from '../../src/auth/index.ts';
import { newId } from '../../src/ids/index.ts';
import { serveSubgraph } from '../../src/subgraph/index.ts';
import { silentLog } from '../../src/testing/index.ts';

const SECRET = 'a secret of the tests, long enough for one';
const SCHEMA = `
  type Query {
    one(id: ID!, name: String): String!
    filtered(filter: Filter, first: Int = 3): String!
  }
  type Subscription { events(id: ID!): String! }
  input Filter { ids: [ID!], names: [String!], not: Filter }`;

/** Each field answers the arguments that it received. */
const resolvers = {
  Query: {
    one: (_: unknown, args: object) => JSON.stringify(args),
    filtered: (_: unknown, args: object) => JSON.stringify(args),
  },
  Subscription: {
    events: {
      async *subscribe(_: unknown, args: object) {
        yield JSON.stringify(args);
      },
      resolve: (event: string) => event,
    },
  },
};

const app = fastify();
let ask: (path: string, query: string, variables: object) => Promise<string>;
beforeAll(async () => {
  const schemaFile = join(mkdtempSync(join(tmpdir(), 'schema-')), 'schema.graphql');
  writeFileSync(schemaFile, SCHEMA);
  const subgraph = { name: 'sync' as const, app, log: silentLog(), secret: SECRET, schemaFile, resolvers };
  await serveSubgraph({ ...subgraph, partsOf: () => ({}) });
  const url = await app.listen({ port: 0 });
  const caller = await signCaller({ subject: 'ann', organizationId: newId(), role: 'VIEWER' }, 'sync', SECRET);
  ask = async (path, query, variables) => {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: path.endsWith('stream') ? 'text/event-stream' : 'application/json',
        [CALLER_HEADER]: caller,
      },
      body: JSON.stringify({ query, variables }),
    });
    return response.text();
  };
});
afterAll(() => app.close());

const id = newId();
const capital = id.toUpperCase();
const answered = (args: object) => JSON.stringify(JSON.stringify(args));

test('an id in capital letters reaches a resolver in lower case; other text is unchanged', async () => {
  const asked = 'query($id: ID!, $name: String) { one(id: $id, name: $name) }';
  expect(await ask('/graphql', asked, { id: capital, name: capital })).toContain(answered({ id, name: capital }));
  expect(await ask('/graphql', `{ one(id: "${capital}") }`, {})).toContain(answered({ id }));
});

test('so do the ids of lists and of input objects', async () => {
  const filter = { ids: [capital], names: ['A'], not: { ids: capital, names: null } };
  const expected = { filter: { ids: [id], names: ['A'], not: { ids: [id], names: null } }, first: 3 };
  const asked = 'query($filter: Filter) { filtered(filter: $filter) }';
  expect(await ask('/graphql', asked, { filter })).toContain(answered(expected));
  expect(await ask('/graphql', '{ filtered(filter: null) }', {})).toContain(answered({ filter: null, first: 3 }));
});

test('so does the id of a subscription', async () => {
  const events = await ask('/graphql/stream', 'subscription($id: ID!) { events(id: $id) }', { id: capital });
  expect(events).toContain(answered({ id }));
});
