import { fileURLToPath } from 'node:url';
import { newId } from '@bucket-sync/shared/ids';
import { openInOrder, type Running, repeat } from '@bucket-sync/shared/lifecycle';
import type { Logger } from '@bucket-sync/shared/log';
import { createPool } from '@bucket-sync/shared/postgres';
import { openInfrastructure } from '@bucket-sync/shared/service';
import { serveSubgraph } from '@bucket-sync/shared/subgraph';
import type { AssetsConfig } from './config.ts';
import { encode } from './export/encode.ts';
import { partsOfCaller, resolvers } from './graphql/index.ts';
import { createDownloadLinks } from './http/download-links.ts';
import { downloadRoute } from './http/download-route.ts';
import { assetsConsumers } from './kafka/handlers.ts';
import { markRemoved, storeConnectionBucket } from './postgres/connection-store.ts';
import { createDatasetStore } from './postgres/datasets/store-within-limit.ts';
import { purgeDatasets } from './postgres/deletion/deleted-datasets.ts';
import { createDeletionStore } from './postgres/deletion/deletion-store.ts';
import { endSkippedFiles } from './postgres/deletion/ended-skips.ts';
import { deleteAllMarkedAssets } from './postgres/deletion/marked-assets.ts';
import { forgetHistory } from './postgres/forget-history.ts';
import { createIntakeTransactions } from './postgres/intake/intake-transaction.ts';
import { createExportReader } from './postgres/library/export-cursor.ts';
import { createLibrary } from './postgres/library/library.ts';
import { createTurns, type EachInTurn } from './postgres/turns.ts';
import { createDataset } from './usecases/create-dataset.ts';
import { deleteAssets } from './usecases/delete-assets.ts';
import { deleteDataset } from './usecases/delete-dataset.ts';
import { ingestBatch } from './usecases/ingest-batch.ts';
import { openDownload } from './usecases/open-download.ts';
import { viewOrganization } from './usecases/view-organization.ts';

const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));
const SCHEMA = fileURLToPath(new URL('./graphql/schema.graphql', import.meta.url));

/** Partitions that are handled concurrently: one batch is decoded while another is stored. */
const INTAKE_CONCURRENCY = 4;
/**
 * A separate pool, so a search of a large dataset does not delay ingestion. The gateway waits at most 10 s. A search
 * uses one core: with parallel workers it takes a fifth more CPU, and compiling it would take longer than running it.
 */
const READS = {
  size: 10,
  statementTimeoutMs: 10_000,
  settings: { jit: 'off', max_parallel_workers_per_gather: '0' },
};
/**
 * One database connection for each concurrent download. Each fetch is short, but a client may be slow between two
 * fetches.
 */
const DOWNLOADS = { size: 8, statementTimeoutMs: 10_000 };
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Opens everything this service needs, in order; stopping releases it in reverse. */
export function startService(config: AssetsConfig, log: Logger): Promise<Running & { url: string }> {
  const now = () => new Date();
  return openInOrder(log, async (releasers) => {
    const infrastructure = await openInfrastructure({ name: 'assets', config, migrations: MIGRATIONS, releasers, log });
    const { pool, kafka, relay, http } = infrastructure;

    const reads = createPool({ url: config.databaseUrl, tls: config.databaseTls, log, ...READS });
    releasers.add('reads', () => reads.end());
    const library = createLibrary(reads);
    const runIntake = createIntakeTransactions({ pool, newId, onCommit: relay.nudge });
    const { organizationDefaults, maxDatasets, dataRowPrices: prices } = config;
    const storeDataset = createDatasetStore(pool);
    const deletions = createDeletionStore({ pool, onCommit: relay.nudge });
    const datasets = { storeDataset, organizationDefaults, maxDatasets, newId, now };

    const links = createDownloadLinks({ publicUrl: config.publicUrl, secret: config.callerSecret, now });
    const downloads = createPool({ url: config.databaseUrl, tls: config.databaseTls, log, ...DOWNLOADS });
    releasers.add('downloads', () => downloads.end());
    const exports = createExportReader(downloads);
    downloadRoute(http.app, { links, open: (request) => openDownload({ library, exports, encode }, request), log });

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
          createDataset: (id, name) => createDataset(datasets, id, name),
          deleteDataset: (organizationId, id) => deleteDataset({ deletions, now }, organizationId, id),
          deleteAssets: (id, deletion) => deleteAssets({ library, deletions, now }, id, deletion),
          signDownload: links.sign,
          now,
        }),
    });
    releasers.add('subgraph', () => subgraph.stop());

    const groups = assetsConsumers({
      ingestBatch: (batch) => ingestBatch({ runIntake, prices, newId, now }, batch),
      storeConnectionBucket: (connection) => storeConnectionBucket(pool, connection),
      markConnectionRemoved: (organizationId, id) => markRemoved(pool, organizationId, id, now()),
    });
    const consumers: Running[] = [];
    // In parallel: each waits up to 15 s for its work in flight, and the process has 20 s.
    releasers.add('consumers', () => Promise.all(consumers.map((consumer) => consumer.stop())));
    for (const { groupId, handlers } of groups) {
      consumers.push(await kafka.consume({ groupId, handlers, concurrency: INTAKE_CONCURRENCY, from: 'ALL' }));
    }
    const background = (name: string, pauseMs: number, work: (turns: EachInTurn) => Promise<{ isMore: boolean }>) => {
      const onFailure = (error: unknown) => log.warn({ error }, `${name} failed, trying again`);
      const turns = createTurns((error, of) => log.warn({ error, ...of }, `${name} failed in part, trying again`));
      const task = repeat({ work: () => work(turns), pauseMs, onFailure });
      releasers.add(name, () => task.stop());
    };
    background('forgetting history', HOUR_MS, (turns) => forgetHistory(pool, turns, config, now()));
    background('purging deleted datasets', MINUTE_MS, (turns) => purgeDatasets(pool, turns, now()));
    background('ending skipped files', MINUTE_MS, (turns) => endSkippedFiles(pool, turns, now()));
    background('deleting marked assets', MINUTE_MS, async (turns) => {
      const pass = await deleteAllMarkedAssets(pool, turns, now());
      relay.nudge();
      return pass;
    });
    const url = await http.listen();
    log.info({ url }, 'assets listens');
    return { url };
  });
}
