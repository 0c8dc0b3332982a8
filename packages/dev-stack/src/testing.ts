import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka } from './kafka/start-kafka.ts';
import { freePort } from './ports/free-port.ts';
import { startPostgres } from './postgres/start-postgres.ts';
import { startReaper } from './processes/start-reaper.ts';

/**
 * The globalSetup of vitest: one PostgreSQL and one Kafka for all test files, on free ports, with temporary data. Sets
 * DATABASE_URL and KAFKA_BROKERS for the workers, unless they are set. DATABASE_URL names the server: each test file
 * makes its own database. All projects share one stack, which the first of them starts and stops.
 *
 * @returns the teardown; after a kill the reaper cleans up instead
 */
export default async function startTestStack(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.DATABASE_URL && process.env.KAFKA_BROKERS) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'bucket-sync-test-'));
  // As root, the database server runs as another user, who must be able to enter this folder.
  chmodSync(folder, 0o711);
  const reaper = startReaper();
  reaper.removeAtEnd(folder);
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    await Promise.all(stops.map((each) => each()));
    await reaper.finish();
  };
  const postgres = async () => {
    if (process.env.DATABASE_URL) return;
    const password = randomBytes(12).toString('hex');
    const logPath = join(folder, 'postgres.log');
    const dataFolder = join(folder, 'postgres');
    const server = await startPostgres(
      { dataFolder, logPath, port: await freePort(), password, throwAway: true },
      reaper,
    );
    stops.push(server.stop);
    process.env.DATABASE_URL = server.url;
  };
  const kafka = async () => {
    const logPath = join(folder, 'kafka.log');
    const dataFolder = join(folder, 'kafka');
    const say = (step: string) => console.error(`${step} …`);
    const broker = await startKafka({ dataFolder, logPath, port: await freePort(), throwAway: true }, reaper, say);
    stops.push(broker.stop);
    process.env.KAFKA_BROKERS = broker.brokers;
  };
  const results = await Promise.allSettled([postgres(), kafka()]);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  return stop;
}
