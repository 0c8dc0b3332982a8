import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';

/** Knows which answers are still being given, so that the process ends only after them. */
export interface Drain {
  readonly isDraining: boolean;
  watch(reply: FastifyReply): void;
  /** From now on new requests are refused; resolves when the last answer is out, or after `withinMs`. */
  finish(withinMs: number): Promise<void>;
}

export function createDrain(): Drain {
  const open = new Set<FastifyReply>();
  let draining = false;
  let whenEmpty: (() => void) | undefined;
  return {
    get isDraining() {
      return draining;
    },
    watch(reply) {
      if (reply.raw.destroyed) return;
      open.add(reply);
      reply.raw.once('close', () => {
        open.delete(reply);
        if (open.size === 0) whenEmpty?.();
      });
    },
    async finish(withinMs) {
      draining = true;
      if (open.size === 0) return;
      const timer = new AbortController();
      const empty = new Promise<void>((resolve) => {
        whenEmpty = resolve;
      });
      await Promise.race([empty, delay(withinMs, undefined, { signal: timer.signal }).catch(() => {})]);
      timer.abort();
    },
  };
}
