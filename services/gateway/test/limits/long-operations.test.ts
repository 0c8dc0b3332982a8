import { eventually } from '@bucket-sync/shared/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/gateway.ts';

const CHECK = 'mutation { checkBucketConnection(id: "c") { __typename } }';
const SLOW_QUERY = '{ bucketConnection(id: "c") { id } }';
const CALLERS = 8;

let gateway: TestGateway;
let hanging: number;
let release: () => void;

/** Checks, and queries of one connection, hang until `release` is called. */
beforeEach(async () => {
  hanging = 0;
  const released = Promise.withResolvers<void>();
  release = released.resolve;
  gateway = await startGateway({
    connections: {
      Query: {
        bucketConnections: () => [],
        async bucketConnection() {
          hanging += 1;
          await released.promise;
          return null;
        },
      },
      Mutation: {
        async checkBucketConnection() {
          hanging += 1;
          await released.promise;
          return { __typename: 'Problem', code: 'NOT_FOUND' };
        },
        removeBucketConnection: () => ({ __typename: 'Problem', code: 'NOT_FOUND' }),
      },
    },
  });
});
afterEach(async () => {
  release();
  await gateway.stop();
});

/** Starts operations of several callers of an organization. @returns their answers */
async function start(operation: string, org: string, operationsOfACaller: number) {
  const tokens = await Promise.all(
    Array.from({ length: CALLERS }, (_, index) => gateway.issuer.token({ org, sub: `caller ${index}` })),
  );
  return tokens.flatMap((token) =>
    Array.from({ length: operationsOfACaller }, () => gateway.ask(operation, { token })),
  );
}

const QUERY = '{ bucketConnections { id } }';
const REMOVAL = 'mutation { removeBucketConnection(id: "c") { __typename } }';

/** Asked by another organization while the checks hang. */
async function errorsOfAnother(query: string) {
  const { body } = await gateway.ask(query, { token: await gateway.issuer.token({ org: 'globex' }) });
  return body.errors ?? [];
}

test('an organization has 32 checks in flight; 64 more wait, and the rest is refused', async () => {
  const answers = await start(CHECK, 'acme', 16);
  let refused = 0;
  for (const answer of answers) {
    void answer.then(({ status }) => {
      if (status === 429) refused += 1;
    });
  }
  await eventually(() => expect([hanging, refused]).toEqual([32, 32]));
  expect(await errorsOfAnother(QUERY)).toEqual([]);
  release();
  const statuses = (await Promise.all(answers)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(96);
  expect(hanging).toBe(96);
});

test('an organization has 48 queries in flight, and slow ones delay no other organization', async () => {
  const answers = await start(SLOW_QUERY, 'acme', 16);
  await eventually(() => expect(hanging).toBe(48));
  expect(await errorsOfAnother(QUERY)).toEqual([]);
  release();
  expect((await Promise.all(answers)).every(({ status }) => status === 200)).toBe(true);
});

test('checks of many organizations that hang delay no query, no other mutation and no probe of readiness', async () => {
  const organizations = ['acme', 'umbrella', 'initech', 'hooli', 'stark'];
  const answers = (await Promise.all(organizations.map((org) => start(CHECK, org, 4)))).flat();
  await eventually(() => expect(hanging).toBe(160));
  expect(await errorsOfAnother(QUERY)).toEqual([]);
  expect(await errorsOfAnother(REMOVAL)).toEqual([]);
  await eventually(async () => expect((await fetch(`${gateway.url}/readyz`)).status).toBe(200));
  release();
  expect((await Promise.all(answers)).every(({ status }) => status === 200)).toBe(true);
});

test('the checks of a caller do not hold up its other mutations', async () => {
  const token = await gateway.issuer.token();
  const answers = Array.from({ length: 20 }, () => gateway.ask(CHECK, { token }));
  await eventually(() => expect(hanging).toBe(16));
  expect((await gateway.ask(REMOVAL, { token })).body.errors ?? []).toEqual([]);
  release();
  await Promise.all(answers);
});
