import type { Delivery } from '../delivery.ts';
import type { DeadLetterReaction } from '../handler.ts';
import { TRIES, waitAfter } from '../waiting.ts';
import { parseJson } from './bounded-json.ts';

/** Our messages begin with their ids. */
const HEAD_BYTES = 64 * 1024;

/**
 * Runs the reaction with the readable fields of the message. A reaction that fails is retried a few times, and as long
 * as a store is unavailable. After that its error is logged. The message is not redelivered.
 */
export async function reactToDeadLetter(
  { topic, message, signal, log, isOutage }: Delivery,
  { shape, run }: DeadLetterReaction,
  reason: unknown,
): Promise<'DONE' | 'GIVEN_UP'> {
  const read = shape.safeParse(whatCanBeRead(topic, message.value, Object.keys(shape.shape)));
  if (!read.success) {
    log.warn({ topic, offset: message.offset }, 'dead letter does not say what it is about');
    return 'DONE';
  }
  for (let tries = 1; ; tries += 1) {
    try {
      await run(read.data, reason);
      return 'DONE';
    } catch (error) {
      if (signal.aborted) return 'GIVEN_UP';
      if (!isOutage(error) && tries >= TRIES) {
        log.error({ error, topic, offset: message.offset }, 'reaction to a dead letter failed');
        return 'DONE';
      }
      if (await waitAfter(tries, signal)) return 'GIVEN_UP';
    }
  }
}

function whatCanBeRead(topic: string, value: Buffer | null, names: readonly string[]): unknown {
  try {
    return parseJson(topic, value);
  } catch {
    // The message is cut or broken. Its first bytes may still contain the fields.
    const head = value?.subarray(0, HEAD_BYTES).toString('utf8') ?? '';
    return Object.fromEntries(names.map((name) => [name, stringField(head, name)]));
  }
}

function stringField(text: string, name: string): string | undefined {
  return new RegExp(`"${name}"\\s*:\\s*"([^"\\\\]{1,500})"`).exec(text)?.[1];
}
