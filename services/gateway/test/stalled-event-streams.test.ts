import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { eventually, silentLog } from '@bucket-sync/shared/testing';
import fastify from 'fastify';
import { expect, test } from 'vitest';
import { authenticate } from '../src/http/authenticate.ts';
import { createEventAnswers } from '../src/http/server-sent-events.ts';
import type { Subscriber } from '../src/subscriptions/channel.ts';
import { createClientConnections } from '../src/subscriptions/client-connections.ts';
import { aRun, createFeed } from './support/feed.ts';
import { startGateway } from './support/gateway.ts';

/** More than the kernel buffers for a client that does not read. */
const LARGE = 'x'.repeat(3_500_000);

/** A subscription over server-sent events whose client reads nothing before it is resumed. */
async function openUnreadStream(url: string, token: string): Promise<Socket> {
  const query = 'subscription { syncProgress(runId: "r1") { failure { message } connection { name } } }';
  const body = JSON.stringify({ query });
  const { hostname, port } = new URL(url);
  const connection = createConnection(Number(port), hostname);
  connection.pause();
  connection.on('error', () => {});
  await once(connection, 'connect');
  connection.write(
    `POST /graphql/stream HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${token}\r\n` +
      `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  return connection;
}

test('a client that stops reading is cut off when its token expires', async () => {
  const feed = createFeed();
  const joined: string[] = [];
  const gateway = await startGateway({
    sync: { Subscription: { syncProgress: { subscribe: () => feed.subscribe(), resolve: (run: unknown) => run } } },
    connections: {
      BucketConnection: {
        __resolveReference: ({ id }: { id: string }) => {
          joined.push(id);
          return { id, name: 'Holiday' };
        },
      },
    },
  });
  // Of the five seconds of tolerance, two to three are left.
  const client = await openUnreadStream(gateway.url, await gateway.issuer.token({ expiresInSeconds: -2 }));
  await eventually(() => expect(feed.open()).toBe(1));
  for (let sequence = 1; sequence <= 6; sequence += 1) {
    feed.publish(aRun(sequence, { failure: { code: 'LIST_DENIED', message: LARGE } }));
    await eventually(() => expect(joined.length === sequence || feed.open() === 0).toBe(true));
  }
  // Its events are no longer executed.
  await eventually(() => expect(feed.open()).toBe(0));
  const metrics = () => gateway.metrics();
  await eventually(async () => expect(await metrics()).toMatch(/^gateway_event_streams 0$/m));
  client.destroy();
  await gateway.stop();
});

test('a stream that is not read is cut off long before its token expires; one without events is not', async () => {
  const subscribers: (Subscriber & { isOpen: boolean })[] = [];
  const subscriptions = {
    open(_caller: unknown, _request: unknown, subscriber: Subscriber) {
      const entry = { ...subscriber, isOpen: true };
      subscribers.push(entry);
      return {
        close: () => {
          entry.isOpen = false;
        },
      };
    },
  };
  const connections = createClientConnections({ ofAll: 3, ofOrganization: 3, ofCaller: 2 });
  const events = createEventAnswers(subscriptions, connections, silentLog(), { stalledAfterMs: 200 });
  const app = fastify({ forceCloseConnections: true });
  const caller = { subject: 'ann', organizationId: 'acme', role: 'EDITOR' } as const;
  app.addHook(
    'onRequest',
    authenticate(async () => ({ caller, expiresAt: new Date(Date.now() + 3_600_000) })),
  );
  app.post('/graphql/stream', events.answer);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });

  const idle = await openUnreadStream(url, 'a-token');
  await eventually(() => expect(subscribers).toHaveLength(1));
  const unread = await openUnreadStream(url, 'a-token');
  await eventually(() => expect(subscribers).toHaveLength(2));
  const refused = await fetch(`${url}/graphql/stream`, {
    method: 'POST',
    headers: { authorization: 'Bearer a-token', 'content-type': 'application/json' },
    body: JSON.stringify({ query: 'subscription { a }' }),
  });
  expect(await refused.json()).toMatchObject({ code: 'RATE_LIMITED' });
  for (const eventId of ['r1', 'r2', 'r3', 'r4']) subscribers[1]?.deliver(eventId, LARGE);
  await eventually(() => expect(events.open()).toBe(1));
  expect(subscribers.map(({ isOpen }) => isOpen)).toEqual([true, false]);

  // The one that was cut off counts no longer.
  expect(connections.admit(caller)).not.toBeNull();
  expect(connections.admit(caller)).toBeNull();

  idle.destroy();
  unread.destroy();
  await app.close();
});
