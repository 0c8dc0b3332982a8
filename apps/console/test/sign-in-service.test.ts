import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '@bucket-sync/shared/testing';
import type { Page, Route } from 'playwright-core';
import { expect, test } from 'vitest';
import { aBucket, connect } from '../../../test/support/buckets.ts';
import { sync } from '../../../test/support/syncs.ts';
import { aCustomer, clientOf } from '../../../test/support/system.ts';
import { aContext, consoleUrl, describeInBrowser, follow, leave, visitAs } from './support/browser.ts';

const TOKEN_ENDPOINT = '**/token';

/** A token with so few seconds left is not sent any more. */
const EXPIRED = 1;

/** Tokens seem to expire `seconds` after their issue. A renewal is due 20 s earlier. */
const lasting = (seconds: number) => async (route: Route) => {
  const response = await route.fetch();
  await route.fulfill({ response, json: { ...(await response.json()), expires_in: seconds } });
};

/** A visit whose token is about to expire. */
async function aVisit(seconds: number, path = '/') {
  const { page, context } = await visitAs('acme editor');
  await page.route(TOKEN_ENDPOINT, lasting(seconds));
  await page.goto(new URL(path, page.url()).href);
  await page.getByRole('navigation', { name: 'Sections' }).waitFor();
  return { page, context };
}

const failWith = (error: string) => (route: Route) =>
  route.fulfill({ status: 400, json: { error }, headers: { 'access-control-allow-origin': '*' } });

const openBilling = async (page: Page) => {
  await page.getByRole('link', { name: 'Billing' }).click();
  await page.getByText('By dataset').waitFor();
};

describeInBrowser('the sign-in service', () => {
  test.concurrent('hangs: a valid token is used meanwhile', async () => {
    const { page, context } = await aVisit(18);
    await page.getByText('Field cameras').first().waitFor();
    let requests = 0;
    await page.route(TOKEN_ENDPOINT, () => {
      requests += 1;
    });
    await page.getByRole('link', { name: 'Billing' }).click();
    await page.getByText('By dataset').waitFor({ timeout: 9_000 });
    expect(requests).toBe(1);
    await leave(context);
  });

  test.concurrent('hangs and the token has expired: the screen says so, and recovers', async () => {
    const { page, context } = await aVisit(EXPIRED);
    await page.getByText('Field cameras').first().waitFor();
    await page.route(TOKEN_ENDPOINT, () => {});
    await page.getByRole('link', { name: 'Billing' }).click();
    await page.getByText('The sign-in service does not answer').first().waitFor();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.getByText('By dataset').waitFor();
    await leave(context);
  });

  test.concurrent('fails and the token has expired: the screen says so, and recovers', async () => {
    const { page, context } = await aVisit(EXPIRED);
    await page.getByText('Field cameras').first().waitFor();
    await page.route(TOKEN_ENDPOINT, (route) => route.abort());
    await follow(page, '/billing');
    await page.getByText(/What you see may be old/).waitFor();
    await page.unroute(TOKEN_ENDPOINT);
    await page.getByText('By dataset').waitFor();
    await page.getByText(/What you see may be old/).waitFor({ state: 'hidden' });
    await leave(context);
  });

  test.concurrent('sends an answer that is lost: the session gives a new token', async () => {
    // A session of its own: the issuer revokes every refresh token of a session in which one was used twice.
    const context = await aContext();
    const page = await context.newPage();
    await page.route(TOKEN_ENDPOINT, lasting(EXPIRED));
    await page.goto(consoleUrl());
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'acme editor' }).click();
    await page.getByText('Field cameras').first().waitFor();
    const statuses: number[] = [];
    await page.route(TOKEN_ENDPOINT, async (route) => {
      const response = await route.fetch();
      statuses.push(response.status());
      if (statuses.length === 1) await route.abort();
      else await route.fulfill({ response });
    });
    await openBilling(page);
    // The lost answer, the refusal of the token that was used for it, and the token of the session.
    expect(statuses).toEqual([200, 400, 200]);
    await leave(context);
  });

  test.concurrent('has ended the session: the person is asked to sign in', async () => {
    const { page, context } = await aVisit(EXPIRED);
    await page.getByText('Field cameras').first().waitFor();
    await page.route(TOKEN_ENDPOINT, failWith('invalid_grant'));
    await context.clearCookies();
    await follow(page, '/billing');
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await page.getByText('Your session has ended').waitFor();
    await leave(context);
  });

  test.concurrent('fails while the page loads: the page says so, and opens by itself later', async () => {
    const { page, context } = await visitAs('acme editor');
    await page.route(TOKEN_ENDPOINT, (route) => route.abort());
    await page.reload();
    await page.getByText('The sign-in service does not answer').first().waitFor();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.getByText('Field cameras').first().waitFor();
    await leave(context);
  });

  test.concurrent('does not end the session: the person who signs out sees that they are still signed in', async () => {
    const { page, context } = await visitAs('acme editor');
    await page.route('**/.well-known/openid-configuration', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), end_session_endpoint: undefined } });
    });
    await page.reload();
    await page.getByRole('button', { name: 'acme' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You are still signed in').waitFor();
    await leave(context);
  });

  test.concurrent('is slow while a sync runs: its end is shown', async () => {
    const [customer, client] = [aCustomer(), await clientOf('acme')];
    const bucket = await aBucket(customer);
    bucket.fill(4);
    const connection = await connect(client, customer, bucket.name);
    const { page, context } = await visitAs('acme editor');
    let isSlow = false;
    await page.route(TOKEN_ENDPOINT, async (route) => {
      if (isSlow) await delay(2_000);
      await lasting(EXPIRED)(route);
    });
    await page.goto(new URL(`/datasets/${connection.datasetId}`, page.url()).href);
    await page.getByText('0 assets').first().waitFor();
    isSlow = true;
    await sync(client, connection.id);
    await page.getByText('4 assets').first().waitFor();
    await leave(context);
  });

  test.concurrent('fails while the live connection is renewed: the next sync is live again', async () => {
    const [customer, client] = [aCustomer(), await clientOf('acme')];
    const bucket = await aBucket(customer);
    bucket.fill(4);
    const connection = await connect(client, customer, bucket.name);
    const { page, context } = await visitAs('acme editor');
    const sockets: (() => void)[] = [];
    await page.routeWebSocket(/graphql/, (socket) => {
      socket.connectToServer();
      sockets.push(() => socket.close({ code: 4403, reason: 'the token has expired' }));
    });
    await page.route(TOKEN_ENDPOINT, lasting(EXPIRED));
    await page.goto(new URL(`/datasets/${connection.datasetId}`, page.url()).href);
    await page.getByText('0 assets').first().waitFor();
    let failures = 0;
    await page.route(TOKEN_ENDPOINT, (route) => {
      failures += 1;
      return route.abort();
    });
    sockets.at(-1)!();
    await eventually(() => expect(failures).toBeGreaterThan(1));
    await page.unroute(TOKEN_ENDPOINT);
    await eventually(() => expect(sockets).toHaveLength(2));
    await sync(client, connection.id);
    await page.getByText('4 assets').first().waitFor();
    await leave(context);
  });
});
