import { setTimeout as delay, setImmediate } from 'node:timers/promises';
import { AppError } from '@bucket-sync/shared/errors';
import { createKeyedLimit } from '@bucket-sync/shared/limits';
import { eventually } from '@bucket-sync/shared/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { createAllowances } from '../../src/limits/allowances.ts';
import { createTokenBuckets } from '../../src/limits/token-buckets.ts';
import { eventStream, webSocket } from '../support/clients.ts';
import { aRun, createFeed } from '../support/feed.ts';
import { NO_LIMITS, startGateway, type TestGateway } from '../support/gateway.ts';

const ann = { subject: 'ann', organizationId: 'acme', role: 'EDITOR' } as const;

describe('a bucket of tokens', () => {
  test('allows its burst at once, then a fixed number a second', () => {
    let nowMs = 0;
    const buckets = createTokenBuckets({ perSecond: 2, burst: 4, now: () => nowMs });
    for (let taken = 0; taken < 4; taken += 1) {
      expect(buckets.secondsUntil('a', 1)).toBe(0);
      buckets.take('a', 1);
    }
    expect(buckets.secondsUntil('a', 1)).toBe(0.5);
    expect(buckets.secondsUntil('b', 1)).toBe(0);
    nowMs = 500;
    expect(buckets.secondsUntil('a', 1)).toBe(0);
    nowMs = 1_000_000;
    expect(buckets.secondsUntil('a', 5)).toBe(0);
  });

  test('a cost above the burst waits for a full bucket', () => {
    let nowMs = 0;
    const buckets = createTokenBuckets({ perSecond: 1, burst: 10, now: () => nowMs });
    buckets.take('a', 1_000);
    expect(buckets.secondsUntil('a', 1_000)).toBe(10);
    nowMs = 10_000;
    expect(buckets.secondsUntil('a', 1_000)).toBe(0);
  });
});

test('a refusal takes no tokens from the caller or the organization', () => {
  const allowances = createAllowances({ ...NO_LIMITS, awsPerMinute: 60 });
  const asking = (AWS: number) => () => allowances.operation(ann, { cost: 1, rates: { AWS, LINK: 0 } });
  asking(100)();
  expect(asking(50)).toThrow(expect.objectContaining({ code: 'RATE_LIMITED', fields: { retryAfterSeconds: 30 } }));
  asking(20)();
});

test('an organization is limited over all its callers', () => {
  const allowances = createAllowances({ ...NO_LIMITS, callerPerSecond: 1, organizationPerSecond: 2 });
  let served = 0;
  const everyCaller = () => {
    for (let index = 0; index < 100; index += 1) {
      allowances.request({ ...ann, subject: `caller ${index}` });
      served += 1;
    }
  };
  expect(everyCaller).toThrow(AppError);
  expect(served).toBe(10);
  allowances.request({ ...ann, organizationId: 'globex' });
});

describe('a limit for each caller', () => {
  test('a caller has a limited number of operations in flight; the next starts when one ends', async () => {
    const limit = createKeyedLimit({ inFlight: 2, waiting: 10 });
    const inFlight = { now: 0, most: 0 };
    const work = async () => {
      inFlight.now += 1;
      inFlight.most = Math.max(inFlight.most, inFlight.now);
      await delay(5);
      inFlight.now -= 1;
    };
    await Promise.all(Array.from({ length: 10 }, () => limit.run('ann', work)));
    expect(inFlight).toEqual({ now: 0, most: 2 });
  });

  test('another caller does not wait, and a failed operation frees its slot', async () => {
    const limit = createKeyedLimit({ inFlight: 1, waiting: 1 });
    const blocked = Promise.withResolvers<void>();
    const first = limit.run('ann', () => blocked.promise);
    const second = limit.run('ann', async () => 'second');
    await expect(limit.run('ann', async () => 'third')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    expect(await limit.run('bob', async () => 'bob')).toBe('bob');
    blocked.reject(new Error('failed'));
    await expect(first).rejects.toThrow('failed');
    expect(await second).toBe('second');
  });
});

describe('over the wire', () => {
  let gateway: TestGateway;
  afterEach(() => gateway.stop());

  test('too many requests are 429 with Retry-After and RATE_LIMITED; another caller is served', async () => {
    gateway = await startGateway({ config: { rateLimits: { ...NO_LIMITS, callerPerSecond: 1 } } });
    const token = await gateway.issuer.token();
    // Five at once are within the limit, and one more each second that a busy machine takes.
    const answers = await Promise.all(Array.from({ length: 40 }, () => gateway.ask('{ __typename }', { token })));
    const limited = answers.filter(({ status }) => status === 429);
    expect(limited.length).toBeGreaterThan(0);
    expect(limited[0]?.headers.get('retry-after')).toBe('1');
    expect(limited[0]?.body).toEqual({
      errors: [
        { message: 'Too many requests: try again in 1 s', extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 1 } },
      ],
    });
    const bob = await gateway.issuer.token({ sub: 'bob' });
    expect((await gateway.ask('{ __typename }', { token: bob })).status).toBe(200);
  });

  test('operations that make AWS calls have a tighter limit; queries continue', async () => {
    gateway = await startGateway({
      connections: { Mutation: { checkBucketConnection: () => ({ __typename: 'Problem', code: 'NOT_FOUND' }) } },
      config: { rateLimits: { ...NO_LIMITS, awsPerMinute: 1 } },
    });
    const check = 'mutation { checkBucketConnection(id: "c") { __typename } }';
    expect((await gateway.ask(check)).status).toBe(200);
    expect((await gateway.ask(check)).status).toBe(200);
    const { status, headers, body } = await gateway.ask(check);
    expect(status).toBe(429);
    // A minute, less the seconds that a busy machine took for the first two.
    const retryAfterSeconds = Number(headers.get('retry-after'));
    expect(retryAfterSeconds).toBeGreaterThan(30);
    expect(retryAfterSeconds).toBeLessThanOrEqual(60);
    expect(body.errors?.[0]?.extensions).toEqual({ code: 'RATE_LIMITED', retryAfterSeconds });
    expect((await gateway.ask('{ __typename }')).status).toBe(200);
  });

  test('a caller has a budget for the total cost of its operations', async () => {
    gateway = await startGateway({
      assets: { Query: { datasets: () => [] } },
      config: { rateLimits: { ...NO_LIMITS, costPerMinute: 1_000 } },
    });
    const statuses: number[] = [];
    for (let index = 0; index < 4; index += 1) statuses.push((await gateway.ask('{ datasets { id name } }')).status);
    expect(statuses).toEqual([200, 200, 429, 429]);
  });

  test.each([webSocket, eventStream])('starting subscriptions over $name is limited by cost too', async (transport) => {
    const feed = createFeed();
    gateway = await startGateway({
      sync: { Subscription: { syncActivity: { subscribe: () => feed.subscribe() } } },
      config: { rateLimits: { ...NO_LIMITS, costPerMinute: 1 } },
    });
    const token = await gateway.issuer.token();
    const subscribe = (alias: string) =>
      transport.subscribe(gateway.url, token, { query: `subscription { ${alias}: syncActivity { id } }` });
    subscribe('first');
    await eventually(() => expect(feed.open()).toBe(1));
    const second = subscribe('second');
    await eventually(() => expect(second.outcome).toBeDefined());
    const errors = second.outcome === 'complete' ? second.results[0]?.errors : second.outcome;
    expect(errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED', retryAfterSeconds: expect.any(Number) } }]);
    feed.end();
  });

  test.each([webSocket, eventStream])(
    'events over $name wait for a budget; the latest is not lost',
    async (transport) => {
      const feed = createFeed();
      const names: string[] = [];
      gateway = await startGateway({
        sync: { Subscription: { syncActivity: { subscribe: () => feed.subscribe(), resolve: (run: unknown) => run } } },
        connections: {
          BucketConnection: {
            __resolveReference: ({ id }: { id: string }) => {
              names.push(id);
              return { id, name: `Bucket ${id}` };
            },
          },
        },
        config: { rateLimits: { ...NO_LIMITS, costPerMinute: 120 } },
      });
      const token = await gateway.issuer.token();
      const query = 'subscription { syncActivity { id progress { sequence } connection { name } } }';
      const activity = transport.subscribe(gateway.url, token, { query });
      await eventually(() => expect(feed.open()).toBe(1));
      for (let sequence = 1; sequence <= 200; sequence += 1) {
        feed.publish(aRun(sequence));
        // Each is an event of its own when it reaches the gateway.
        await setImmediate();
      }
      await eventually(() => expect(activity.results.at(-1)?.data?.syncActivity).toMatchObject(sequenceOf(200)));
      // An event costs 8. The burst allows fifteen, and each four seconds that a busy machine takes one more.
      expect(names.length).toBeGreaterThan(10);
      expect(names.length).toBeLessThan(25);
      feed.end();
      await eventually(() => expect(activity.outcome).toBe('complete'));
    },
  );

  test('subscriptions of one caller may cost 30,000 in total', async () => {
    const feed = createFeed();
    gateway = await startGateway({
      sync: { Subscription: { syncActivity: { subscribe: () => feed.subscribe(), resolve: (run: unknown) => run } } },
    });
    const token = await gateway.issuer.token();
    const subscribe = (alias: string, as = token) =>
      webSocket.subscribe(gateway.url, as, {
        query: `subscription { ${alias}: syncActivity { id connection { repairScript(reason: EXIF_ORIENTATION) } } }`,
      });
    const first = subscribe('first');
    await eventually(() => expect(feed.open()).toBe(1));
    const second = subscribe('second');
    await eventually(() => expect(second.outcome).toMatchObject([{ extensions: { code: 'BAD_REQUEST' } }]));
    const message = 'A caller may have subscriptions that cost 30000 in total; ask for less in each';
    expect(second.outcome).toMatchObject([{ message }]);
    subscribe('anotherCaller', await gateway.issuer.token({ sub: 'bob' }));
    await eventually(() => expect(feed.open()).toBe(2));
    first.unsubscribe();
    await eventually(() => expect(feed.open()).toBe(1));
    subscribe('third');
    await eventually(() => expect(feed.open()).toBe(2));
    feed.end();
  });
});

const sequenceOf = (sequence: number) => ({ progress: { sequence } });
