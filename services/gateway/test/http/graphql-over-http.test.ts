import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/gateway.ts';

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

test.each([
  ['application/graphql-response+json,application/json;q=0.9', 'application/graphql-response+json'],
  ['application/json', 'application/json'],
  ['*/*', 'application/json'],
])('a request without a token that accepts %s is refused in %s', async (accept, mediaType) => {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { accept, 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ __typename }' }),
  });
  expect(response.status).toBe(401);
  expect(response.headers.get('content-type')).toContain(mediaType);
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
});
