import { eventually } from '@bucket-sync/shared/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CustomerClients } from '../packages/dev-stack/src/sample/customer-clients.ts';
import { aBucket, connect } from './support/buckets.ts';
import { settled, startSync, stored } from './support/syncs.ts';
import { aCustomer, anOrganization, endpoints } from './support/system.ts';

const OBJECTS = 2_000;

let customer: CustomerClients;
beforeAll(() => {
  customer = aCustomer();
});
afterAll(() => customer.close());

/** Waits until the supervisor has started the service again, as another process that answers. */
async function backAgain(service: 'connections' | 'sync' | 'assets' | 'gateway', killed: number): Promise<void> {
  await eventually(
    async () => {
      const { pid, url } = endpoints().processes[service];
      expect(pid).not.toBe(killed);
      expect((await fetch(new URL('/readyz', url))).status).toBe(200);
    },
    { withinMs: 60_000 },
  );
}

test.each(['sync', 'assets', 'connections', 'gateway'] as const)(
  '%s killed in the middle of a sync and started again: every object once, every data row once',
  { timeout: 120_000 },
  async (service) => {
    const { client } = await anOrganization();
    const bucket = await aBucket(customer);
    bucket.fill(OBJECTS);
    bucket.copy('clip-isom.mp4', 'videos/isom.mp4');
    const connection = await connect(client, customer, bucket.name);
    const run = await startSync(client, connection.id);
    await eventually(async () => expect((await stored(client, connection.datasetId)).assets).toBeGreaterThan(0), {
      withinMs: 30_000,
    });
    const { pid } = endpoints().processes[service];
    process.kill(pid, 'SIGKILL');
    await backAgain(service, pid);

    const ended = await settled(client, run.id, 90_000);
    expect(ended.progress).toMatchObject({ listed: OBJECTS + 1, added: OBJECTS, skipped: 1, waiting: 0, updated: 0 });
    expect(ended.state).toBe('SUCCEEDED_WITH_SKIPS');
    expect(await stored(client, connection.datasetId)).toEqual({ assets: OBJECTS, skipped: 1, rowsUsed: OBJECTS });
    await client.close();
  },
);
