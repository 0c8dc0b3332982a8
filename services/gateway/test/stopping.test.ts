import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '@bucket-sync/shared/testing';
import { Agent, request } from 'undici';
import { afterEach, expect, test } from 'vitest';
import { startGateway, type TestGateway } from './support/gateway.ts';

let gateway: TestGateway;
afterEach(() => gateway.stop());

/** The interval at which a load balancer checks. It sends nothing more to a process that is not ready. */
const POLL_MS = 100;

test('a gateway that stops under load fails no request of a client that respects its readiness', async () => {
  gateway = await startGateway({
    assets: { Query: { datasets: () => delay(20, []) } },
    config: { shutdownGraceSeconds: 1 },
  });
  const authorization = `Bearer ${await gateway.issuer.token()}`;
  const agent = new Agent({ connections: 20 });
  const failures: unknown[] = [];
  const served = { before: 0, during: 0 };
  let isReady = true;
  let isStopping = false;

  const watch = async () => {
    while (isReady) {
      const { statusCode, body } = await request(`${gateway.url}/readyz`);
      await body.dump();
      isReady = statusCode === 200;
      await delay(POLL_MS);
    }
  };
  const client = async () => {
    while (isReady) {
      const sentAfterSignal = isStopping;
      try {
        const { statusCode, body, headers } = await request(`${gateway.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization },
          body: '{"query":"{ datasets { id } }"}',
          dispatcher: agent,
        });
        const text = await body.text();
        if (statusCode !== 200 || text.trim() !== '{"data":{"datasets":[]}}') failures.push([statusCode, text]);
        if (sentAfterSignal && headers.connection !== 'close') failures.push('a connection was kept after the signal');
        served[isStopping ? 'during' : 'before'] += 1;
      } catch (error) {
        failures.push(error);
      }
    }
  };
  const clients = [watch(), ...Array.from({ length: 10 }, client)];
  await eventually(() => expect(served.before).toBeGreaterThan(50));
  isStopping = true;
  const stopped = gateway.stopService();
  await Promise.all(clients);
  await stopped;
  await agent.destroy();
  expect(failures).toEqual([]);
  expect(served.during).toBeGreaterThan(0);
});

test('requests are served for the grace period although the gateway is no longer ready', async () => {
  gateway = await startGateway({ config: { shutdownGraceSeconds: 2 } });
  const stopped = gateway.stopService();
  const readiness = await fetch(`${gateway.url}/readyz`);
  expect([readiness.status, await readiness.json()]).toMatchObject([503, { status: 'stopping' }]);
  const { status, headers } = await gateway.ask('{ __typename }');
  expect([status, headers.get('connection')]).toEqual([200, 'close']);
  await stopped;
});
