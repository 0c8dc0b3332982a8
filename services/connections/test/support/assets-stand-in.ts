import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CALLER_HEADER, verifyCaller } from '@bucket-sync/shared/auth';
import { buildSchema, graphql } from 'graphql';

export const ASSETS_SECRET = 'assets-secret-of-at-least-32-characters';

export interface Standing {
  plan: 'FREE' | 'PAID';
  remaining: number;
  datasetIds: string[];
}

/** The part of the assets subgraph that connections queries, over HTTP with a signed caller. */
export async function startAssets(standingOf: (organizationId: string) => Standing) {
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const { query, variables } = JSON.parse(Buffer.concat(chunks).toString());
      const caller = await verifyCaller(String(request.headers[CALLER_HEADER]), 'assets', ASSETS_SECRET);
      const { plan, remaining, datasetIds } = standingOf(caller.organizationId);
      const answer = await graphql({
        schema: SCHEMA,
        source: query,
        variableValues: variables,
        rootValue: {
          organization: { plan, dataRows: { limit: 1_000, remaining, resetsAt: '2026-12-01T00:00:00.000Z' } },
          dataset: ({ id }: { id: string }) => (datasetIds.includes(id) ? { id } : null),
        },
      });
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}

const SCHEMA = buildSchema(`
  type Query { organization: Organization! dataset(id: ID!): Dataset }
  type Organization { plan: Plan! dataRows: DataRowQuota! }
  type DataRowQuota { limit: Int! remaining: Int! resetsAt: String! }
  type Dataset { id: ID! }
  enum Plan { FREE PAID }
`);
