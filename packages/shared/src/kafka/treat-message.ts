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
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 10_000;

/**
 * Treats one message until it is done: errors that pass are tried again for as long as they last, everything else a
 * few times; then it goes to `<topic>.dlq` with the reason, and the next one has its turn.
 *
 * @returns GIVEN_UP when `signal` aborted first: the message will be delivered again
 */
export async function treatMessage(options: {
  topic: string;
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
  // A topic may carry kinds that this consumer does not know: a newer version, or another's business.
  if (!handler) return 'DONE';
  let data: unknown;
  for (let tries = 1; ; tries += 1) {
    try {
      data = decodeData(handler.event, message.value);
      await handler.run(data, { eventId, signal });
      return 'DONE';
    } catch (error) {
      if (signal.aborted) return 'GIVEN_UP';
      const fields = { error, eventType, eventId, topic: options.topic, tries };
      if (!isPassing(error) && (isPoison(error) || tries >= TRIES)) {
        log.error(fields, 'message goes to the dead letters');
        await sendToDeadLetters(options, error);
        await handler.onDeadLetter?.(data, error);
        return 'DONE';
      }
      log.warn(fields, 'message is tried again');
      const aborted = await wait(Math.min(FIRST_DELAY_MS * 2 ** (tries - 1), LONGEST_DELAY_MS), signal);
      if (aborted) return 'GIVEN_UP';
    }
  }
}

const isPassing = (error: unknown) => isConnectionError(error) || (error instanceof AppError && error.isRetryable);
const isPoison = (error: unknown) => error instanceof AppError && error.code === 'POISON_MESSAGE';

async function sendToDeadLetters(
  options: { topic: string; message: KafkaMessage; producer: EventProducer },
  error: unknown,
): Promise<void> {
  const { message, topic, producer } = options;
  // Dead letters have no dead letters of their own: the log has said it.
  if (topic.endsWith('.dlq')) return;
  const headers = Object.fromEntries(Object.keys(message.headers ?? {}).map((name) => [name, headerOf(message, name)]));
  const reason = error instanceof AppError ? `${error.code}: ${error.message}` : String(error);
  await producer.sendEncoded([
    {
      topic: `${topic}.dlq`,
      key: message.key?.toString() ?? '',
      headers: { ...headers, 'dlq-reason': reason, 'dlq-offset': message.offset },
      value: message.value?.toString() ?? '',
    },
  ]);
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
