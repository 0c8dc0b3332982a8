import fastify, { type FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { Logger } from '../log/index.ts';

export { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Whether each part a service needs is there; the names are shown by /readyz. */
export type Readiness = () => Promise<Record<string, boolean>>;

/** 256 kB: the largest GraphQL request that makes sense, many times over. */
const BODY_LIMIT_BYTES = 256 * 1024;

export interface HttpServer {
  app: FastifyInstance;
  metrics: Registry;
  /** Starts listening; resolves with the base URL. */
  listen(): Promise<string>;
}

/**
 * An HTTP server with what every service answers: /healthz (the process lives), /readyz (it can work; 503 with the
 * parts that are missing), /metrics (Prometheus).
 */
export function createHttpServer(options: {
  host: string;
  port: number;
  log: Logger;
  readiness: Readiness;
}): HttpServer {
  const { host, port, log, readiness } = options;
  const app = fastify({ bodyLimit: BODY_LIMIT_BYTES, logger: false, forceCloseConnections: true, trustProxy: false });
  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics });
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const parts = await readiness().catch((error) => {
      log.warn({ error }, 'readiness could not be told');
      return { readiness: false };
    });
    const isReady = Object.values(parts).every(Boolean);
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ready' : 'not ready', parts });
  });
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()));
  return { app, metrics, listen: () => app.listen({ host, port }) };
}
