import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** The requests that a server has accepted and not yet answered. */
export interface InFlight {
  readonly isStopping: boolean;
  /**
   * Stops in two steps. For `graceMs` every request is still served, with `connection: close`, and load balancers find
   * the process not ready. After that new requests get 503. Resolves when the last response is sent, or after
   * `ANSWER_WITHIN_MS`.
   */
  finish(graceMs: number): Promise<void>;
}

/** The maximum time for the last responses after the grace period. */
const ANSWER_WITHIN_MS = 10_000;

const PROBES = ['/healthz', '/readyz'];

/** True when the request opens a stream of server-sent events, which does not end without the client. */
export function isEventStream(request: FastifyRequest): boolean {
  const kinds = (request.headers.accept ?? '').split(',').map((kind) => kind.split(';')[0]?.trim().toLowerCase());
  return kinds.length === 1 && kinds[0] === 'text/event-stream';
}

export function trackInFlight(app: FastifyInstance): InFlight {
  const open = new Set<FastifyReply>();
  let phase: 'SERVING' | 'GRACE' | 'REFUSING' = 'SERVING';
  let whenEmpty = () => {};

  app.addHook('onRequest', async (request, reply) => {
    if (phase === 'REFUSING' && !PROBES.includes(request.url)) {
      return reply
        .code(503)
        .headers({ connection: 'close', 'retry-after': '1' })
        .send({
          errors: [
            { message: 'This process is stopping. Send the request again.', extensions: { code: 'UNAVAILABLE' } },
          ],
        });
    }
    if (isEventStream(request) || reply.raw.destroyed) return;
    open.add(reply);
    reply.raw.once('close', () => {
      open.delete(reply);
      if (open.size === 0) whenEmpty();
    });
  });
  app.addHook('onSend', async (_request, reply) => {
    if (phase !== 'SERVING') reply.header('connection', 'close');
  });

  return {
    get isStopping() {
      return phase !== 'SERVING';
    },
    async finish(graceMs) {
      phase = 'GRACE';
      if (graceMs > 0) await delay(graceMs);
      phase = 'REFUSING';
      if (open.size === 0) return;
      const empty = new Promise<void>((resolve) => {
        whenEmpty = resolve;
      });
      const timer = new AbortController();
      await Promise.race([empty, delay(ANSWER_WITHIN_MS, undefined, { signal: timer.signal }).catch(() => {})]);
      timer.abort();
    },
  };
}
