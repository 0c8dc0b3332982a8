import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspectionDue } from '@bucket-sync/shared/contracts';
import { createKafka } from '@bucket-sync/shared/kafka';
import { eventually, kafkaBrokers, silentLog } from '@bucket-sync/shared/testing';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readConfig } from '../src/config.ts';
import { startService } from '../src/service.ts';
import { aBatch, aJob } from './support/builders.ts';
import { openLedger } from './support/ledger.ts';

const SECRET = 'a secret of the tests, long enough for one';

const { url, pool, ledger } = await openLedger();
let outside: Awaited<ReturnType<typeof startOutside>>;
beforeAll(async () => {
  outside = await startOutside();
});
afterAll(() => outside.stop());

/** The connections service, which opens any session, and an S3 that lets every read wait until `refuse` is called. */
async function startOutside() {
  const bucketSession = {
    bucketName: 'slow',
    prefix: '',
    region: 'eu-central-1',
    accountId: '481516234200',
    accessKeyId: 'ASIA',
    secretAccessKey: 'of this test',
    sessionToken: 'of this test',
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
  };
  const asked = Promise.withResolvers<void>();
  const waiting: ServerResponse[] = [];
  let isRefusing = false;
  const refuse = (response: ServerResponse) => response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>');
  const server = createServer((request, response) => {
    if (request.url === '/graphql') response.end(JSON.stringify({ data: { bucketSession } }));
    else if (isRefusing) refuse(response);
    else {
      waiting.push(response);
      asked.resolve();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: asked.promise,
    refuse() {
      isRefusing = true;
      waiting.splice(0).forEach(refuse);
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

/** A batch of a running run. No stage but the inspection has work to do for it. */
async function aDueBatch() {
  const job = aJob();
  await ledger.request(job, 'JOB_RECEIVED');
  await pool.query(`update sync_runs set state = 'RUNNING' where id = $1`, [job.runId]);
  const batch = aBatch((await ledger.find(job.organizationId, job.runId))!, '0.0.0', ['a.jpg']);
  await pool.query('insert into run_batches (run_id, batch_id) values ($1, $2)', [job.runId, batch.batchId]);
  return batch;
}

test('a stage with work in flight does not keep other stages from stopping', async () => {
  const log = silentLog();
  const told = vi.spyOn(log, 'error');
  const kafka = await createKafka({ brokers: kafkaBrokers(), source: 'test', log });
  const admin = new Kafka({ brokers: kafkaBrokers(), clientId: 'test', logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  const membersOf = async (...groups: string[]) =>
    (await admin.describeGroups(groups)).groups.map(({ members }) => members.length);
  const config = readConfig({
    DATABASE_URL: url,
    KAFKA_BROKERS: kafkaBrokers().join(','),
    CALLER_SECRET_SYNC: SECRET,
    CALLER_SECRET_CONNECTIONS: SECRET,
    CALLER_SECRET_ASSETS: SECRET,
    CONNECTIONS_URL: outside.url,
    ASSETS_URL: outside.url,
    AWS_ENDPOINT_URL_S3: outside.url,
    S3_FORCE_PATH_STYLE: 'true',
    SYNC_ROLES: 'list,inspect',
    SHUTDOWN_GRACE_SECONDS: '0',
    PORT: '0',
  });
  const service = await startService(config, log);
  await kafka.producer.send(inspectionDue, [await aDueBatch()]);
  await outside.asked;
  expect(await membersOf('sync.inspect', 'sync.list', 'sync.jobs')).toEqual([1, 1, 1]);

  const stopped = service.stop();
  await eventually(async () => expect(await membersOf('sync.list', 'sync.jobs')).toEqual([0, 0]));
  // A stage that takes longer than 15 s to stop is logged as not released.
  expect(told.mock.calls.filter(([, text]) => text === 'part could not be released')).toEqual([]);
  outside.refuse();
  await stopped;
  expect(await membersOf('sync.inspect')).toEqual([0]);
  await admin.disconnect();
  await kafka.stop();
});
