import { type CustomerClients, portOwner } from '@bucket-sync/dev-stack/system';
import { eventually } from '@bucket-sync/shared/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aBucket, connect } from './support/buckets.ts';
import { settled, startSync, stored } from './support/syncs.ts';
import { aCustomer, anOrganization, endpoints } from './support/system.ts';

const OBJECTS = 2_000;

let customer: CustomerClients;
beforeAll(() => {
  customer = aCustomer();
});
afterAll(() => customer.close());

type Service = keyof ReturnType<typeof endpoints>['processes'];

/** The port of each part of the infrastructure. The process that listens there is the one to kill. */
const INFRASTRUCTURE = {
  PostgreSQL: () => Number(new URL(endpoints().databaseUrl).port),
  Kafka: () => Number(endpoints().kafkaBrokers.split(':')[1]),
  'the AWS sandbox': () => Number(new URL(endpoints().awsEndpointUrl).port),
};
type Infrastructure = keyof typeof INFRASTRUCTURE;

const processOf = (part: Service | Infrastructure) =>
  part in INFRASTRUCTURE
    ? portOwner(INFRASTRUCTURE[part as Infrastructure]())?.pid
    : endpoints().processes[part as Service].pid;

/** Waits until the supervisor has started a new process, and every service is ready to work with it. */
async function backAgain(part: Service | Infrastructure, killed: number): Promise<void> {
  await eventually(
    async () => {
      const pid = processOf(part);
      expect(pid).toBeDefined();
      expect(pid).not.toBe(killed);
      for (const { url } of Object.values(endpoints().processes)) {
        expect((await fetch(new URL('/readyz', url))).status).toBe(200);
      }
    },
    { withinMs: 60_000 },
  );
}

/** Starts a sync, kills these parts while it works, and counts what it leaves. */
async function survives(...parts: (Service | Infrastructure)[]): Promise<void> {
  const { client } = await anOrganization();
  const bucket = await aBucket(customer);
  bucket.fill(OBJECTS);
  bucket.copy('clip-isom.mp4', 'videos/isom.mp4');
  const connection = await connect(client, customer, bucket.name);
  const run = await startSync(client, connection.id);
  await eventually(async () => expect((await stored(client, connection.datasetId)).assets).toBeGreaterThan(0), {
    withinMs: 30_000,
  });
  const killed = parts.map((part) => ({ part, pid: processOf(part)! }));
  for (const { pid } of killed) process.kill(pid, 'SIGKILL');
  for (const { part, pid } of killed) await backAgain(part, pid);

  const ended = await settled(client, run.id, 90_000);
  expect(ended.progress).toMatchObject({ listed: OBJECTS + 1, added: OBJECTS, skipped: 1, waiting: 0, updated: 0 });
  expect(ended.state).toBe('SUCCEEDED_WITH_SKIPS');
  expect(await stored(client, connection.datasetId)).toEqual({ assets: OBJECTS, skipped: 1, rowsUsed: OBJECTS });
  await client.close();
}

const timeout = 120_000;

/** In pairs that share no consumer group: a group waits 10 s for its dead member, and two groups wait at once. */
test.each([
  ['sync', 'connections'],
  ['assets', 'gateway'],
] as const)(
  '%s and %s are killed during a sync and restarted: every object and every data row is counted once',
  { timeout },
  (...services) => survives(...services),
);

test.each(Object.keys(INFRASTRUCTURE) as Infrastructure[])(
  '%s is killed during a sync and restarted: every object and every data row is counted once',
  { timeout },
  (part) => survives(part),
);
