import { fileURLToPath } from 'node:url';
import { newId } from '@bucket-sync/shared/ids';
import { openInOrder, type Running, repeat } from '@bucket-sync/shared/lifecycle';
import type { Logger } from '@bucket-sync/shared/log';
import { createPool } from '@bucket-sync/shared/postgres';
import { openInfrastructure } from '@bucket-sync/shared/service';
import { serveSubgraph } from '@bucket-sync/shared/subgraph';
import type { AssetsConfig } from './config.ts';
import { partsOfCaller, resolvers } from './graphql/index.ts';
import { assetsConsumers } from './kafka/handlers.ts';
import { markRemoved, storeConnectionBucket } from './postgres/connection-store.ts';
import { datasetStore } from './postgres/datasets/store-dataset.ts';
import { forgetHistory } from './postgres/forget-history.ts';
import { intakeTransactions } from './postgres/intake/intake-transaction.ts';
import { createLibrary } from './postgres/library/library.ts';
import { createDataset } from './usecases/create-dataset.ts';
import { ingestBatch } from './usecases/ingest-batch.ts';
import { viewOrganization } from './usecases/view-organization.ts';

const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));
const SCHEMA = fileURLToPath(new URL('./graphql/schema.graphql', import.meta.url));

/** Partitions treated side by side: one batch is decoded while another is stored. */
const INTAKE_CONCURRENCY = 4;
/** Connections of their own, so that whoever searches large datasets holds up no intake; the gateway waits 10 s at most. */
const READS = { size: 10, statementTimeoutMs: 10_000 };
const FORGET_PAUSE_MS = 3_600_000;

/** Opens everything this service needs, in order; stopping lets go of it in reverse. */
export function startService(config: AssetsConfig, log: Logger): Promise<Running & { url: string }> {
  const now = () => new Date();
  return openInOrder(log, async (releasers) => {
    const infrastructure = await openInfrastructure({ name: 'assets', config, migrations: MIGRATIONS, releasers, log });
    const { pool, kafka, relay, http } = infrastructure;

    const reads = createPool({ url: config.databaseUrl, log, ...READS });
    releasers.add('reads', () => reads.end());
    const library = createLibrary(reads);
    const runIntake = intakeTransactions({ pool, makeId: newId, onCommit: relay.nudge });
    const { organizationDefaults, dataRowPrices: prices } = config;
    const storeDataset = datasetStore(pool);

    const subgraph = await serveSubgraph({
      name: 'assets',
      app: http.app,
      log,
      secret: config.callerSecret,
      schemaFile: SCHEMA,
      resolvers,
      partsOf: (caller) =>
        partsOfCaller(caller, {
          library,
          viewOrganization: (id) => viewOrganization({ library, organizationDefaults, now }, id),
          createDataset: (id, name) =>
            createDataset({ storeDataset, organizationDefaults, makeId: newId, now }, id, name),
        }),
    });
    releasers.add('subgraph', () => subgraph.stop());

    const groups = assetsConsumers({
      ingestBatch: (batch) => ingestBatch({ runIntake, prices, makeId: newId, now }, batch),
      storeConnectionBucket: (connection) => storeConnectionBucket(pool, connection),
      markConnectionRemoved: (organizationId, id) => markRemoved(pool, organizationId, id, now()),
    });
    const consumers: Running[] = [];
    // All at once: each waits up to 15 s for what it has in hand, and the process has 20 s.
    releasers.add('consumers', () => Promise.all(consumers.map((consumer) => consumer.stop())));
    for (const { groupId, handlers } of groups) {
      consumers.push(await kafka.consume({ groupId, handlers, concurrency: INTAKE_CONCURRENCY, from: 'ALL' }));
    }
    const history = repeat({
      work: () => forgetHistory(pool, config.skipHistoryDays, now()),
      pauseMs: FORGET_PAUSE_MS,
      onFailure: (error) => log.warn({ error }, 'history could not be forgotten, trying again'),
    });
    releasers.add('history', () => history.stop());
    const url = await http.listen();
    log.info({ url }, 'assets listens');
    return { url };
  });
}
