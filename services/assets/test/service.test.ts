import {
  type BatchIngested,
  batchIngested,
  batchInspected,
  connectionCreated,
  connectionRemoved,
  connectionUpdated,
  fileSkipped,
} from '@bucket-sync/shared/contracts';
import { newId } from '@bucket-sync/shared/ids';
import { createKafka, handle, type KafkaDoor } from '@bucket-sync/shared/kafka';
import type { Running } from '@bucket-sync/shared/lifecycle';
import { createSubgraphClient, type SubgraphClient } from '@bucket-sync/shared/subgraph';
import {
  createTestDatabase,
  eventually,
  kafkaBrokers,
  silentLog,
  type TestDatabase,
} from '@bucket-sync/shared/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { readConfig } from '../src/config.ts';
import { startService } from '../src/service.ts';
import { aBatch, accepted, keys, skipped } from '../testing/builders.ts';
import { MIGRATIONS } from './support/assets-world.ts';

const SECRET = 'a secret of the tests, long enough for one';
const log = silentLog();

let database: TestDatabase;
let service: Running & { url: string };
let kafka: KafkaDoor;
let listener: Running;
let subgraph: SubgraphClient;
const answers: BatchIngested[] = [];
const skips: string[] = [];
const deadLetters: string[] = [];

/** A connection that an earlier release marked as removed, and its skipped file. */
const REMOVED_BEFORE = `
  insert into connections (organization_id, id, dataset_id, skipped_count, removed_at)
  values ('acme', 'gone', '01a1df14-1e00-7226-801d-d102d865551b', 1, '2026-01-01');
  insert into skipped_files (
    organization_id, dataset_id, connection_id, run_id, first_skipped_at, last_skipped_at, object_key, id, size_bytes,
    reason, detail
  )
  values ('acme', '01a1df14-1e00-7226-801d-d102d865551b', 'gone', 'run', now(), now(), 'a.txt', gen_random_uuid(), 1,
    'NOT_MEDIA', 'text')`;

const deadBatch = { ...batchInspected, topic: 'assets.intake.v1.dlq' as 'assets.intake.v1', data: z.looseObject({}) };

beforeAll(async () => {
  database = await createTestDatabase(MIGRATIONS);
  await database.pool.query(REMOVED_BEFORE);
  const config = readConfig({
    DATABASE_URL: database.url,
    KAFKA_BROKERS: kafkaBrokers().join(','),
    CALLER_SECRET_ASSETS: SECRET,
    SHUTDOWN_GRACE_SECONDS: '0',
    PORT: '0',
  });
  service = await startService(config, log);
  subgraph = createSubgraphClient({ service: 'assets', url: service.url, secret: SECRET });
  kafka = await createKafka({ brokers: kafkaBrokers(), source: 'test', log });
  listener = await kafka.consume({
    groupId: `test.${newId()}`,
    handlers: [
      handle(batchIngested, async (answer) => void answers.push(answer)),
      handle(deadBatch, async ({ batchId }) => void deadLetters.push(String(batchId))),
      handle(fileSkipped, async ({ runId, objectKey }) => void skips.push(`${runId} ${objectKey}`)),
    ],
    concurrency: 1,
    from: 'ALL',
  });
});
afterAll(async () => {
  await listener.stop();
  await kafka.stop();
  await service.stop();
  await database.drop();
});

const ask = <Data>(organizationId: string, document: string, variables = {}) =>
  subgraph.ask<Data>({ subject: 'tester', organizationId, role: 'EDITOR' }, document, variables);

async function anOrganization() {
  const organizationId = newId();
  const { createDataset } = await ask<{ createDataset: { id: string } }>(
    organizationId,
    'mutation { createDataset(name: "Street scenes") { ... on Dataset { id } } }',
  );
  return { organizationId, datasetId: createDataset.id, connectionId: newId(), runId: newId() };
}

const answerTo = (batchId: string) =>
  eventually(() => {
    const found = answers.find((answer) => answer.batchId === batchId);
    if (!found) throw new Error(`no answer to ${batchId}`);
    return found;
  });

test('the service is ready when its database and Kafka are', async () => {
  const response = await fetch(`${service.url}/readyz`);
  expect([response.status, await response.json()]).toEqual([
    200,
    { status: 'ready', parts: { database: true, kafka: true } },
  ]);
});

test('a batch that arrives by Kafka is stored, answered on its topic, and announced to all consumers', async () => {
  const own = await anOrganization();
  const batch = aBatch({ ...own, accepted: keys(3).map((each) => accepted(each)), skipped: [skipped('bad.jpg')] });
  await kafka.producer.send(batchInspected, [batch]);
  const { outcomes } = await answerTo(batch.batchId);
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['ADDED', 'ADDED', 'ADDED', 'SKIPPED']);
  await eventually(() => expect(skips).toContain(`${own.runId} bad.jpg`));
  const { organization } = await ask<{ organization: unknown }>(
    own.organizationId,
    '{ organization { dataRows { used } } }',
  );
  expect(organization).toEqual({ dataRows: { used: 3 } });
});

test('the assets of a removed connection stay and are disconnected', async () => {
  const own = await anOrganization();
  const batch = aBatch({ ...own, accepted: [accepted('a.jpg')] });
  await kafka.producer.send(batchInspected, [batch]);
  await answerTo(batch.batchId);
  await kafka.producer.send(connectionRemoved, [own, own]);
  const isConnected = 'query ($id: ID!) { dataset(id: $id) { assets { edges { node { isConnected } } } } }';
  await eventually(async () =>
    expect(await ask(own.organizationId, isConnected, { id: own.datasetId })).toEqual({
      dataset: { assets: { edges: [{ node: { isConnected: false } }] } },
    }),
  );
});

test('skipped files of a connection that was removed before an upgrade end', async () => {
  const left = `select from skipped_files where organization_id = 'acme'`;
  await eventually(async () => expect((await database.pool.query(left)).rowCount).toBe(0));
  const { rows } = await database.pool.query(`select object_key from past_skips where organization_id = 'acme'`);
  expect(rows).toEqual([{ object_key: 'a.txt' }]);
});

test('a new connection to the bucket of a removed connection adopts its assets', async () => {
  const own = await anOrganization();
  const next = { ...own, connectionId: newId() };
  const patterns = { includePatterns: [], excludePatterns: [] };
  const bucket = { name: 'Photos', bucketName: 'photos', prefix: '', region: 'eu-central-1', ...patterns };
  await kafka.producer.send(connectionCreated, [
    { ...own, ...bucket, bucketName: 'a slip' },
    { ...next, ...bucket },
  ]);
  await kafka.producer.send(connectionUpdated, [{ ...own, ...bucket }]);
  const known = `select from connections where organization_id = $1 and bucket_name = 'photos'`;
  await eventually(async () => expect((await database.pool.query(known, [own.organizationId])).rowCount).toBe(2));
  const before = aBatch({ ...own, accepted: [accepted('a.jpg')] });
  await kafka.producer.send(batchInspected, [before]);
  await answerTo(before.batchId);
  await kafka.producer.send(connectionRemoved, [own]);
  const removed = 'select from connections where organization_id = $1 and removed_at is not null';
  await eventually(async () => expect((await database.pool.query(removed, [own.organizationId])).rowCount).toBe(1));
  const after = aBatch({ ...next, runId: newId(), accepted: [accepted('a.jpg')] });
  await kafka.producer.send(batchInspected, [after]);
  expect((await answerTo(after.batchId)).outcomes.map(({ outcome }) => outcome)).toEqual(['UPDATED']);
});

test('a forged or broken batch goes to the dead letters, and the next batch is ingested', async () => {
  const own = await anOrganization();
  const other = await anOrganization();
  const forged = aBatch({ ...own, datasetId: other.datasetId, accepted: [accepted('forged.jpg')] });
  const broken = { ...aBatch({ ...own, removed: ['broken.jpg'] }), cost: { requestCount: -1, bytesRead: 0 } };
  const sound = aBatch({ ...own, accepted: [accepted('sound.jpg')] });
  await kafka.producer.send(batchInspected, [forged, broken, sound]);
  await answerTo(sound.batchId);
  await eventually(() => expect(deadLetters).toEqual(expect.arrayContaining([forged.batchId, broken.batchId])));
  expect(answers.map(({ batchId }) => batchId)).not.toContain(forged.batchId);
  const { rows } = await database.pool.query('select object_key from assets where organization_id = any($1)', [
    [own.organizationId, other.organizationId],
  ]);
  expect(rows).toEqual([{ object_key: 'sound.jpg' }]);
});
