import { createHttpServer, type HttpServer } from '../http/index.ts';
import { createKafka, type KafkaDoor } from '../kafka/index.ts';
import type { Releasers } from '../lifecycle/index.ts';
import type { Logger } from '../log/index.ts';
import { OUTBOX_MIGRATIONS, type OutboxRelay, startOutboxRelay } from '../outbox/index.ts';
import { createPool, migrate, type Pool } from '../postgres/index.ts';

/** What every service with a database of its own stands on. */
export interface Ground {
  pool: Pool;
  kafka: KafkaDoor;
  relay: OutboxRelay;
  http: HttpServer;
}

/**
 * Opens the ground in order: database brought up to date, Kafka, the outbox's relay, an HTTP server that does not listen
 * yet. Each is released after whatever the service adds to `releasers` later.
 *
 * @param name        the service's: source of its events
 * @param migrations  the service's own directory; the outbox's come before
 */
export async function openGround(options: {
  name: string;
  config: { host: string; port: number; databaseUrl: string; kafkaBrokers: string[] };
  migrations: string;
  releasers: Pick<Releasers, 'add'>;
  log: Logger;
}): Promise<Ground> {
  const { name, config, migrations, releasers, log } = options;
  const { databaseUrl: url } = config;
  for (const directory of [OUTBOX_MIGRATIONS, migrations]) await migrate({ url, directory, log });
  const pool = createPool({ url, log });
  releasers.add('database', () => pool.end());

  const kafka = await createKafka({ brokers: config.kafkaBrokers, source: name, log });
  releasers.add('kafka', () => kafka.stop());
  const relay = startOutboxRelay({ pool, producer: kafka.producer, log });
  releasers.add('outbox', () => relay.stop());

  const readiness = async () => ({
    database: await pool.query('select').then(
      () => true,
      () => false,
    ),
    kafka: kafka.isReady(),
  });
  const http = createHttpServer({ host: config.host, port: config.port, log, readiness });
  releasers.add('http server', () => http.app.close());
  return { pool, kafka, relay, http };
}
