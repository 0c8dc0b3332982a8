import type { KafkaSettings, TlsSettings } from '../config/index.ts';
import { createHttpServer, type HttpServer, SUBGRAPH_BODY_LIMIT_BYTES } from '../http/index.ts';
import { createKafka, type KafkaDoor } from '../kafka/index.ts';
import { boundedCheck, type Releasers } from '../lifecycle/index.ts';
import type { Logger } from '../log/index.ts';
import { OUTBOX_MIGRATIONS, type OutboxRelay, startOutboxRelay } from '../outbox/index.ts';
import { createPool, isConnectionError, migrate, type Pool, refuseBadSettings } from '../postgres/index.ts';

/** A database that is frozen accepts connections and never answers. */
const DATABASE_ANSWERS_WITHIN_MS = 1_500;

/** The parts of every service with a database. */
export interface Infrastructure {
  pool: Pool;
  kafka: KafkaDoor;
  relay: OutboxRelay;
  http: HttpServer;
}

/**
 * Opens in order: the database, which is migrated; Kafka; the outbox's relay; an HTTP server that does not listen yet.
 * Each is released after the parts that the service adds to `releasers` later.
 *
 * @param name        the service's name: the source of its events
 * @param migrations  the service's own directory; those of the outbox are applied before
 */
export async function openInfrastructure(options: {
  name: string;
  config: {
    host: string;
    port: number;
    databaseUrl: string;
    databaseTls?: TlsSettings | undefined;
    kafka: KafkaSettings;
    metricsPort?: number | undefined;
    shutdownGraceSeconds?: number;
  };
  migrations: string;
  releasers: Pick<Releasers, 'add'>;
  log: Logger;
}): Promise<Infrastructure> {
  const { name, config, migrations, releasers, log } = options;
  const { databaseUrl: url, databaseTls: tls } = config;
  await refuseBadSettings(url, tls);
  for (const directory of [OUTBOX_MIGRATIONS, migrations]) await migrate({ url, tls, directory, log });
  const pool = createPool({ url, tls, log });
  releasers.add('database', () => pool.end());

  const kafka = await createKafka({ ...config.kafka, source: name, log, isOutage: isConnectionError });
  releasers.add('kafka', () => kafka.stop());
  const relay = startOutboxRelay({ pool, producer: kafka.producer, log });
  releasers.add('outbox', () => relay.stop());

  // A separate connection: a service whose pool is busy is still ready.
  const probe = createPool({ url, tls, log, size: 1, answersWithinMs: DATABASE_ANSWERS_WITHIN_MS });
  releasers.add('database probe', () => probe.end());
  const databaseAnswers = boundedCheck(() => probe.query('select'));
  const readiness = async () => {
    const [database, broker] = await Promise.all([databaseAnswers(), kafka.isReady()]);
    return { database, kafka: broker };
  };
  const { host, port, metricsPort, shutdownGraceSeconds = 0 } = config;
  const http = createHttpServer({
    host,
    port,
    log,
    readiness,
    metricsEndpoint: metricsPort === undefined ? 'SAME_PORT' : { port: metricsPort },
    shutdownGraceMs: shutdownGraceSeconds * 1_000,
    bodyLimitBytes: SUBGRAPH_BODY_LIMIT_BYTES,
  });
  releasers.add('http server', () => http.close());
  const listen = async () => {
    const listening = await http.listen();
    // Added last, so released first: the other parts work until the last request has its response.
    releasers.add('requests', () => http.drain());
    return listening;
  };
  return { pool, kafka, relay, http: { ...http, listen } };
}
