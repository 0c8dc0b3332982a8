import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startGateway, type TestGateway } from './support/gateway.ts';

let gateway: TestGateway;

beforeAll(async () => {
  // Some audits use introspection, because they do not know the schema.
  gateway = await startGateway({ config: { isProduction: false } });
});
afterAll(() => gateway.stop());

test('no audit of GraphQL over HTTP finds an error', async () => {
  const authorization = `Bearer ${await gateway.issuer.token()}`;
  const audits = serverAudits({
    url: `${gateway.url}/graphql`,
    fetchFn: (url: string, init: RequestInit = {}) =>
      fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), authorization } }),
  });
  const results = await Promise.all(audits.map((audit) => audit.fn()));
  expect(results).toHaveLength(60);

  const by = (status: string) => results.filter((result) => result.status === status);
  expect(by('error')).toEqual([]);
  expect(by('ok').length).toBeGreaterThan(50);
});
