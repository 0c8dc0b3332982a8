import type { FastifyInstance } from 'fastify';
import type { Logger } from '../log/index.ts';

/** Whether each part that a service needs works now; /readyz shows the names. */
export type Readiness = () => Promise<Record<string, boolean>>;

/** /readyz answers within 2 s, even if a part hangs, because an orchestrator gives up soon after. */
const ANSWER_WITHIN_MS = 1_800;

/**
 * Serves /healthz (the process lives) and /readyz (it can work now; 503 with the parts that do not).
 *
 * @param isReady     decides from the parts; a service needs all of them unless it says otherwise
 * @param isStopping  a process that stops is not ready, even if its parts are
 */
export function serveReadiness(
  app: FastifyInstance,
  options: {
    readiness: Readiness;
    isReady?: ((parts: Record<string, boolean>) => boolean) | undefined;
    isStopping: () => boolean;
    log: Logger;
  },
): void {
  const { readiness, isStopping, log } = options;
  const isReady = options.isReady ?? ((parts) => Object.values(parts).every(Boolean));
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    if (isStopping()) return reply.code(503).send({ status: 'stopping', parts: {} });
    const parts = await withinLimit(readiness).catch((error) => {
      log.warn({ error }, 'readiness check failed');
      return { readiness: false };
    });
    const ready = isReady(parts);
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', parts });
  });
}

async function withinLimit(readiness: Readiness): Promise<Record<string, boolean>> {
  const late = Promise.withResolvers<Record<string, boolean>>();
  const timer = setTimeout(() => late.resolve({ readiness: false }), ANSWER_WITHIN_MS);
  try {
    return await Promise.race([readiness(), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
