import { cpuTimeMs } from '@bucket-sync/shared/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadSupergraph } from '../../src/federation/supergraph.ts';
import { fullResolvers } from '../support/full-subgraphs.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { randomAcceptedQuery } from '../support/random-queries.ts';

/** The promised limit, for the gateway and the three subgraphs together. */
const MAX_CPU_MS = 500;
/** Up to eight copies of an answer exist at once: as objects and as text, in the subgraph, the gateway and between. */
const MAX_ANSWER_BYTES = 8_000_000;

const IDS = { dataset: 'd1', connection: 'c1', run: 'r1', asset: 'a1' };
const { schema } = loadSupergraph();
let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway({
    connections: fullResolvers('connections'),
    sync: fullResolvers('sync'),
    assets: fullResolvers('assets'),
  });
});
afterAll(() => gateway.stop());

test('no accepted query costs more than 500 ms of CPU, or has an answer above 8 MB', async () => {
  const token = await gateway.issuer.token();
  // Code that runs for the first time is compiled. The compilation is no cost of a query.
  for (const seed of [1, 2, 3]) await gateway.ask(randomAcceptedQuery(schema, seed, IDS), { token });
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const query = randomAcceptedQuery(schema, seed, IDS);
      const start = cpuTimeMs();
      const { status, body } = await gateway.ask(query, { token });
      const cpuMs = cpuTimeMs() - start;
      const bytes = JSON.stringify(body).length;
      expect({ status, errors: body.errors }).toEqual({ status: 200, errors: undefined });
      expect(cpuMs, query).toBeLessThan(MAX_CPU_MS);
      expect(bytes, query).toBeLessThan(MAX_ANSWER_BYTES);
    }),
    { numRuns: 12 },
  );
});
