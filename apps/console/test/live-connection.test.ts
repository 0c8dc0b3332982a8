import { eventually } from '@bucket-sync/shared/testing';
import type { Page, WebSocketRoute } from 'playwright-core';
import { expect, test } from 'vitest';
import { aBucket, connect } from '../../../test/support/buckets.ts';
import { sync } from '../../../test/support/syncs.ts';
import { aCustomer, clientOf } from '../../../test/support/system.ts';
import { consoleUrl, describeInBrowser, leave, type Person, visitAs } from './support/browser.ts';
import { sample } from './support/datasets.ts';

const FILES = 4;

interface Socket {
  /** The page's end of the connection. */
  page: WebSocketRoute;
  /** The id of the subscription. */
  subscriptionId: string;
  /** Messages are lost in both directions, as after a change of the network. */
  isDead: boolean;
  /** The page receives no event of the gateway. */
  isSilent: boolean;
}

/** The live connections of the page, in the order in which they subscribed. */
async function socketsOf(page: Page): Promise<Socket[]> {
  const sockets: Socket[] = [];
  await page.routeWebSocket(/graphql/, (route) => {
    const server = route.connectToServer();
    const socket: Socket = { page: route, subscriptionId: '', isDead: false, isSilent: false };
    route.onMessage((message) => {
      if (socket.isDead) return;
      const { type, id } = JSON.parse(String(message));
      server.send(message);
      if (type !== 'subscribe') return;
      socket.subscriptionId = id;
      sockets.push(socket);
    });
    server.onMessage((message) => {
      const isEvent = JSON.parse(String(message)).type === 'next';
      if (!socket.isDead && !(socket.isSilent && isEvent)) route.send(message);
    });
  });
  return sockets;
}

async function anExplorer(person: Person = 'acme editor') {
  const [customer, client] = [aCustomer(), await clientOf(person.split(' ')[0]!)];
  const bucket = await aBucket(customer);
  bucket.fill(FILES);
  const connection = await connect(client, customer, bucket.name);
  const { page, context } = await visitAs(person);
  const sockets = await socketsOf(page);
  const open = () => page.goto(consoleUrl(`/datasets/${connection.datasetId}`));
  return { page, context, sockets, open, connectionId: connection.id, sync: () => sync(client, connection.id) };
}

/** A run that has added so many files, as the gateway describes it. */
const aRunningSync = (added: number) => ({
  __typename: 'SyncRun',
  id: '0198f0a0-0000-7000-8000-000000000000',
  state: 'RUNNING',
  requestedAt: '2026-11-01T00:00:00.000Z',
  startedAt: '2026-11-01T00:00:00.000Z',
  finishedAt: null,
  failure: null,
  progress: {
    ...{
      __typename: 'SyncProgress',
      sequence: added,
      fraction: null,
      listingDone: false,
      listed: 9,
      waiting: 9 - added,
    },
    ...{ added, updated: 0, skipped: 0, removed: 0, renamed: 0, withdrawn: 0, unchanged: 0, leftOut: 0, excluded: 0 },
    ...{ objectsPerSecond: 1, secondsLeft: null, waitingFor: null, bytesRead: 0, requestCount: 0, skippedByReason: [] },
  },
});

const assets = (page: Page, count: number) => page.getByText(`${count} assets`).first().waitFor();

/** An empty Explorer whose live connection loses every message from now on. */
async function anExplorerWithALostConnection() {
  const explorer = await anExplorer();
  await explorer.open();
  await assets(explorer.page, 0);
  await eventually(() => expect(explorer.sockets).toHaveLength(1));
  const socket = explorer.sockets[0]!;
  socket.isDead = true;
  return { ...explorer, socket };
}

/** The ways in which a subscription ends although its page is open. */
const ENDS: Record<string, (socket: Socket) => void> = {
  'the gateway ends the subscription': ({ page, subscriptionId }) =>
    page.send(JSON.stringify({ type: 'complete', id: subscriptionId })),
  'the subscription fails': ({ page, subscriptionId }) => {
    const payload = [{ message: 'try again', extensions: { code: 'UNAVAILABLE' } }];
    page.send(JSON.stringify({ type: 'error', id: subscriptionId, payload }));
  },
  'the gateway closes the socket with an error': ({ page }) => page.close({ code: 4500, reason: 'internal error' }),
  'the token has expired': ({ page }) => page.close({ code: 4403, reason: 'the token has expired' }),
};

describeInBrowser('the live connection', () => {
  for (const [what, end] of Object.entries(ENDS)) {
    test.concurrent(`resumes after ${what}, and what happened meanwhile is shown`, async () => {
      const { page, context, socket, sync } = await anExplorerWithALostConnection();
      await sync();
      end(socket);
      await assets(page, FILES);
      await leave(context);
    });
  }

  test.concurrent('announces assets while their sync still runs: they are counted and shown', async () => {
    const { page, context, sockets, open, connectionId, sync } = await anExplorer();
    await open();
    await assets(page, 0);
    await eventually(() => expect(sockets).toHaveLength(1));
    const socket = sockets[0]!;
    socket.isSilent = true;
    const announce = (added: number) => {
      const connection = { __typename: 'BucketConnection', id: connectionId };
      const data = { syncActivity: { ...aRunningSync(added), connection } };
      socket.page.send(JSON.stringify({ type: 'next', id: socket.subscriptionId, payload: { data } }));
    };
    const read = page.waitForResponse((response) => response.request().postData()?.includes('ConnectionRuns') ?? false);
    announce(0);
    await read;
    await sync();
    announce(FILES);
    await assets(page, FILES);
    await page
      .getByRole('gridcell')
      .nth(FILES - 1)
      .waitFor();
    await leave(context);
  });

  test.concurrent('is not needed to cancel a sync: the page of its connection has a button', async () => {
    const { connectionId } = await sample();
    const { page, context } = await visitAs('acme editor');
    await page.route('**/graphql', async (route) => {
      const isRead = ['Connection', 'ConnectionRuns'].includes(route.request().postDataJSON()?.operationName);
      if (!isRead) return route.continue();
      const response = await route.fetch();
      const { data, ...others } = await response.json();
      // An answer with errors has none.
      if (data?.bucketConnection) data.bucketConnection.activeSync = aRunningSync(1);
      return route.fulfill({ response, json: { ...others, data } });
    });
    await page.goto(consoleUrl(`/connections/${connectionId}`));
    await page.getByRole('progressbar').waitFor();
    await page.getByRole('button', { name: 'Cancel sync' }).click();
    // The gateway knows no such run.
    await page.getByRole('alert').waitFor();
    await leave(context);
  });

  test.concurrent('is replaced when its peer has vanished silently', async () => {
    const { page, context, sync } = await anExplorerWithALostConnection();
    await sync();
    await assets(page, FILES);
    await leave(context);
  });

  test.concurrent('is renewed, and every page of a long list that is shown stays', async () => {
    const { datasetId } = await sample();
    const { page, context } = await visitAs('acme editor');
    const sockets = await socketsOf(page);
    await page.goto(consoleUrl(`/datasets/${datasetId}/skipped`));
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.getByText(/^50 of \d+ shown$/).waitFor();
    await eventually(() => expect(sockets).toHaveLength(1));
    const readAgain = page.waitForResponse((response) => {
      const { operationName, variables } = response.request().postDataJSON() ?? {};
      return operationName === 'SkippedFiles' && variables.after !== null;
    });
    sockets[0]!.page.close({ code: 4500, reason: 'internal error' });
    await readAgain;
    await eventually(() => expect(sockets).toHaveLength(2));
    expect(await page.getByRole('article').count()).toBe(50);
    await leave(context);
  });

  // Equal subscriptions of one person share their recent events, so each of these two pages has a person of its own.
  test.concurrent('begins late: a sync that ended before it is shown', async () => {
    const { page, context, open, sync } = await anExplorer('acme viewer');
    const { promise: mayBegin, resolve: begin } = Promise.withResolvers<void>();
    await page.routeWebSocket(/graphql/, async (route) => {
      await mayBegin;
      route.connectToServer();
    });
    await open();
    await assets(page, 0);
    await sync();
    begin();
    await assets(page, FILES);
    await leave(context);
  });

  test.concurrent('subscribes late: a sync that ended after the connection was made is shown', async () => {
    const { page, context, open, sync } = await anExplorer('globex editor');
    const { promise: maySubscribe, resolve: subscribe } = Promise.withResolvers<void>();
    await page.routeWebSocket(/graphql/, (route) => {
      const server = route.connectToServer();
      route.onMessage(async (message) => {
        if (JSON.parse(String(message)).type === 'subscribe') await maySubscribe;
        server.send(message);
      });
    });
    let reads = 0;
    page.on('response', (response) => {
      if (response.request().postData()?.includes('query Explorer(')) reads += 1;
    });
    await open();
    await assets(page, 0);
    // Once when the page opens, and once because changes may have been missed before the connection was made.
    await eventually(() => expect(reads).toBe(2));
    await sync();
    subscribe();
    await assets(page, FILES);
    await leave(context);
  });
});
