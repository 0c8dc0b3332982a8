import fastify, { type FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { Logger } from '../log/index.ts';
import { trackInFlight } from './in-flight.ts';
import { type Readiness, serveReadiness } from './readiness.ts';
import { dropSlowReaders, type SlowestReader } from './slow-readers.ts';

/** The body limit: far more than the largest valid request of a client. */
const BODY_LIMIT_BYTES = 256 * 1024;

/**
 * The body limit of a subgraph, which only our own services call. The gateway sends the keys of a page of a hundred
 * assets. At 1,024 bytes each they take 600 kB when JSON escapes every byte.
 */
export const SUBGRAPH_BODY_LIMIT_BYTES = 4 * 1024 * 1024;

/** A slow request holds a connection. So its headers must arrive in 10 s and the whole request in 30 s. */
const HEADERS_ARRIVE_WITHIN_MS = 10_000;
const REQUEST_ARRIVES_WITHIN_MS = 30_000;

/**
 * A connection on which no byte moves for this long is closed: its client does not read, and what it asked for would be
 * kept in memory for good. The slowest answer, a check of a connection, begins within 65 s.
 */
const NO_BYTE_MOVES_FOR_MS = 120_000;

/**
 * A client that reads, but so slowly, is dropped too. An export of a million rows has some 400 MB; a slow mobile
 * network has 50 kB a second.
 */
const SLOWEST_READER: SlowestReader = { bytesPerSecond: 32 * 1024, graceMs: 60_000 };

/**
 * Node checks for late requests at this interval. With the default of 30 s, a limit of 30 s would apply after up to 60
 * s.
 */
const CHECK_EVERY_MS = 1_000;

/** How often the delay of the event loop is sampled. prom-client's 10 ms wake an idle service 100 times a second. */
const EVENT_LOOP_SAMPLE_MS = 100;

/** Where Prometheus reads metrics: on the service's port, on a separate port, or nowhere. */
export type MetricsEndpoint = 'SAME_PORT' | 'OFF' | { port: number };

export interface HttpServer {
  app: FastifyInstance;
  metrics: Registry;
  /** Starts listening; resolves with the base URL. */
  listen(): Promise<string>;
  /** Base URL of /metrics, once the server listens; undefined when metrics are off. */
  metricsUrl(): string | undefined;
  /** Turns readiness off, serves requests for the grace period, and waits for the last responses. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

/**
 * An HTTP server with the endpoints of every service: /healthz, /readyz and /metrics.
 *
 * @param isReady          decides readiness from the parts; by default all of them must work
 * @param shutdownGraceMs  how long `drain` goes on serving; 0 by default
 */
export function createHttpServer(options: {
  host: string;
  port: number;
  log: Logger;
  readiness: Readiness;
  isReady?: (parts: Record<string, boolean>) => boolean;
  metricsEndpoint?: MetricsEndpoint;
  shutdownGraceMs?: number;
  requestArrivesWithinMs?: number;
  noByteMovesForMs?: number;
  slowestReader?: SlowestReader;
  bodyLimitBytes?: number;
  /** Proxies in front of the service, each of which adds to X-Forwarded-For; 0 by default: the header is ignored. */
  proxyCount?: number;
}): HttpServer {
  const { host, port, log, readiness, isReady, metricsEndpoint = 'SAME_PORT', shutdownGraceMs = 0 } = options;
  const { proxyCount = 0 } = options;
  const requestTimeout = options.requestArrivesWithinMs ?? REQUEST_ARRIVES_WITHIN_MS;
  const app = fastify({
    bodyLimit: options.bodyLimitBytes ?? BODY_LIMIT_BYTES,
    logger: false,
    forceCloseConnections: true,
    trustProxy: proxyCount > 0 && ((_address: string, hop: number) => hop < proxyCount),
    requestTimeout,
    connectionTimeout: options.noByteMovesForMs ?? NO_BYTE_MOVES_FOR_MS,
    http: {
      headersTimeout: Math.min(HEADERS_ARRIVE_WITHIN_MS, requestTimeout),
      requestTimeout,
      connectionsCheckingInterval: Math.min(CHECK_EVERY_MS, requestTimeout / 2),
    },
  });
  dropSlowReaders(app.server, options.slowestReader ?? SLOWEST_READER);
  const inFlight = trackInFlight(app);
  serveReadiness(app, { readiness, isReady, isStopping: () => inFlight.isStopping, log });

  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics, eventLoopMonitoringPrecision: EVENT_LOOP_SAMPLE_MS });
  const metricsApp =
    typeof metricsEndpoint === 'object' ? fastify({ logger: false, forceCloseConnections: true }) : app;
  if (metricsEndpoint !== 'OFF') {
    metricsApp.get('/metrics', async (_request, reply) =>
      reply.type(metrics.contentType).send(await metrics.metrics()),
    );
  }
  let metricsUrl: string | undefined;
  return {
    app,
    metrics,
    metricsUrl: () => metricsUrl,
    async listen() {
      const url = await app.listen({ host, port });
      if (typeof metricsEndpoint === 'object')
        metricsUrl = await metricsApp.listen({ host, port: metricsEndpoint.port });
      if (metricsEndpoint === 'SAME_PORT') metricsUrl = url;
      return url;
    },
    drain: () => inFlight.finish(shutdownGraceMs),
    async close() {
      await app.close();
      if (metricsApp !== app) await metricsApp.close();
    },
  };
}
