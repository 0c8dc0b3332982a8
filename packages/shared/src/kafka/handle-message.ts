import { setTimeout as delay } from 'node:timers/promises';
import type { KafkaMessage } from 'kafkajs';
import { AppError } from '../errors/index.ts';
import type { Logger } from '../log/index.ts';
import { isConnectionError } from '../postgres/index.ts';
import { decodeData } from './cloud-event.ts';
import type { EventHandler } from './handler.ts';
import type { EventProducer } from './producer.ts';

/** An unknown error may be a passing one (a deadlock, a socket): it gets this many tries before the dead letters. */
const TRIES = 4;
/** A passing error that does not pass holds up every message behind it: after this long it goes to the dead letters. */
const PATIENCE_MS = 10 * 60_000;
/** A message that takes turns gives its place to the next after this long; then only its next turn tries again. */
const TURN_MS = 10_000;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 10_000;

/**
 * Treats one message until it is done: while PostgreSQL is away it waits for as long as that lasts, other errors that
 * pass are tried again for ten minutes, everything else a few times; then the message goes to `<topic>.dlq` with the
 * reason, and the next one has its turn. One of a kind that takes turns does not hold up others for those ten minutes: it
 * goes to the end of its topic, again and again.
 *
 * @returns GIVEN_UP when `signal` aborted first: the message will be delivered again
 */
export async function treatMessage(options: {
  topic: string;
  partition: number;
  message: KafkaMessage;
  handlers: readonly EventHandler[];
  producer: EventProducer;
  signal: AbortSignal;
  log: Logger;
}): Promise<'DONE' | 'GIVEN_UP'> {
  const { message, signal, log } = options;
  const eventType = headerOf(message, 'ce_type');
  const eventId = headerOf(message, 'ce_id');
  const handler = options.handlers.find(({ event }) => event.type === eventType);
  if (!handler) {
    // A topic may carry kinds that this consumer does not know: a newer version, or another's business.
    if (eventType !== '') return 'DONE';
    const error = new AppError('POISON_MESSAGE', { topic: options.topic, why: 'it has no ce_type header' });
    log.error({ error, topic: options.topic }, 'message goes to the dead letters');
    await sendToDeadLetters(options, error);
    return 'DONE';
  }
  let data: unknown;
  const triedBeforeMs = Number(headerOf(message, TRIED_MS)) || 0;
  const began = performance.now();
  for (let tries = 1; ; tries += 1) {
    try {
      data = decodeData(handler.event, message.value);
      await handler.run(data, { eventId, signal });
      return 'DONE';
    } catch (error) {
      if (signal.aborted) return 'GIVEN_UP';
      const turnMs = performance.now() - began;
      const fields = { error, eventType, eventId, topic: options.topic, tries };
      if (isHopeless(error, tries, triedBeforeMs + turnMs)) {
        log.error(fields, 'message goes to the dead letters');
        await sendToDeadLetters(options, error);
        await handler.onDeadLetter?.(data, error);
        return 'DONE';
      }
      if (handler.takesTurns && !isConnectionError(error) && turnMs > TURN_MS) {
        log.warn(fields, 'message goes to the end of its topic');
        await sendAgain(options, triedBeforeMs + turnMs);
        return 'DONE';
      }
      log.warn(fields, 'message is tried again');
      const aborted = await wait(Math.min(FIRST_DELAY_MS * 2 ** (tries - 1), LONGEST_DELAY_MS), signal);
      if (aborted) return 'GIVEN_UP';
    }
  }
}

function isHopeless(error: unknown, tries: number, triedForMs: number): boolean {
  if (isConnectionError(error)) return false;
  if (error instanceof AppError && error.isRetryable) return triedForMs > PATIENCE_MS;
  return tries >= TRIES || (error instanceof AppError && error.code === 'POISON_MESSAGE');
}

interface Delivery {
  topic: string;
  partition: number;
  message: KafkaMessage;
  producer: EventProducer;
}

/** How long its earlier turns took, in ms: on a message that had to go to the end of its topic. */
const TRIED_MS = 'tried-ms';

async function sendAgain({ topic, message, producer }: Delivery, triedMs: number): Promise<void> {
  await producer.sendEncoded([{ ...copyOf(message, { [TRIED_MS]: String(Math.round(triedMs)) }), topic }]);
}

async function sendToDeadLetters(delivery: Delivery, error: unknown): Promise<void> {
  const { topic, partition, message, producer } = delivery;
  // Dead letters have no dead letters of their own: the log has said it.
  if (topic.endsWith('.dlq')) return;
  const reason = error instanceof AppError ? `${error.code}: ${error.message}` : String(error);
  const copy = copyOf(message, {
    'dlq-reason': reason,
    'dlq-partition': String(partition),
    'dlq-offset': message.offset,
  });
  await producer.sendEncoded([{ ...copy, topic: `${topic}.dlq` }]);
}

/** Without the time that it was tried for: sent again from the dead letters it has all its patience. */
function copyOf(message: KafkaMessage, more: Record<string, string>) {
  const names = Object.keys(message.headers ?? {}).filter((name) => name !== TRIED_MS);
  const headers = Object.fromEntries(names.map((name) => [name, headerOf(message, name)]));
  return {
    key: message.key?.toString() ?? '',
    headers: { ...headers, ...more },
    value: message.value?.toString() ?? '',
  };
}

const headerOf = (message: KafkaMessage, name: string) => message.headers?.[name]?.toString() ?? '';

/** @returns true when `signal` aborted the wait */
async function wait(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await delay(ms, undefined, { signal });
    return false;
  } catch {
    return true;
  }
}
