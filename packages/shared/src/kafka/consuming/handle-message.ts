import type { KafkaMessage } from 'kafkajs';
import { EVENT_TYPES, TOPICS } from '../../contracts/index.ts';
import { AppError } from '../../errors/index.ts';
import { decodeData } from '../cloud-event.ts';
import { DEAD_LETTER_SUFFIX, sendDeadLetter } from '../dead-letters/dead-letter.ts';
import { copyOf, headerOf, TRIED_MS } from '../dead-letters/raw-message.ts';
import { reactToDeadLetter } from '../dead-letters/react-to-dead-letter.ts';
import type { Delivery } from '../delivery.ts';
import type { EventHandler } from '../handler.ts';
import { PATIENCE_MS, TRIES, waitAfter } from '../waiting.ts';

/** A message that takes turns yields to the next one after this long. It is retried at its next turn. */
const TURN_MS = 10_000;
/** The maximum length of a header in the log. */
const LOGGED_CHARACTERS = 200;

/**
 * Handles one message to completion and never throws. While a store is unavailable it waits. Other transient errors
 * are retried for ten minutes, unknown errors a few times. Then the message goes to `<topic>.dlq` with the reason. A
 * message of a kind that takes turns delays no others: after each turn it goes to the end of its topic.
 *
 * @returns GIVEN_UP when `signal` aborted first: the message is delivered again
 */
export async function handleMessage(delivery: Delivery): Promise<'DONE' | 'GIVEN_UP'> {
  const { topic, message, limit, signal, log, isOutage } = delivery;
  const eventType = headerOf(message, 'ce_type');
  const eventId = headerOf(message, 'ce_id');
  const handler = delivery.handlers.find(({ event }) => event.type === eventType);
  if (!handler) return handleUnknown(delivery, eventType);
  const triedBeforeMs = Number(headerOf(message, TRIED_MS)) || 0;
  /** Without the wait for a free handler. */
  let began: number | undefined;
  for (let tries = 1; ; tries += 1) {
    try {
      await limit(laneOf(message), async () => {
        signal.throwIfAborted();
        began ??= performance.now();
        // Not before: a message that waits holds its bytes only.
        await handler.run(decodeData(handler.event, message.value), { eventId, signal });
      });
      return 'DONE';
    } catch (error) {
      if (signal.aborted) return 'GIVEN_UP';
      const turnMs = performance.now() - (began ?? performance.now());
      const triedMs = triedBeforeMs + turnMs;
      const fields = { error, eventType, eventId: eventId.slice(0, LOGGED_CHARACTERS), topic, tries };
      if (!isOutage(error) && isHopeless(error, tries, triedMs)) return giveUp(delivery, [handler], error);
      const mustYield = handler.takesTurns && turnMs > (handler.turnMs ?? TURN_MS) && !isOutage(error);
      if (mustYield && (await yieldTurn(delivery, triedMs))) {
        log.warn(fields, 'message goes to the end of its topic');
        return 'DONE';
      }
      log.warn(fields, 'message is tried again');
      if (await waitAfter(tries, signal)) return 'GIVEN_UP';
    }
  }
}

/** Keys begin with the id of the run or the connection that the message is about. */
const laneOf = ({ key }: KafkaMessage) => key?.toString().split('/', 1)[0] ?? '';

function isHopeless(error: unknown, tries: number, triedForMs: number): boolean {
  // Unknown errors too: a message that takes turns has its first try with each turn.
  if (triedForMs > PATIENCE_MS) return true;
  if (error instanceof AppError && error.isRetryable) return false;
  return tries >= TRIES || (error instanceof AppError && error.code === 'POISON_MESSAGE');
}

/**
 * A message type that another group handles, or that a newer version publishes, is no error. A type of work that no
 * consumer handles is an error.
 */
async function handleUnknown(delivery: Delivery, eventType: string): Promise<'DONE' | 'GIVEN_UP'> {
  const { topic, handlers } = delivery;
  const own = topic.replace(DEAD_LETTER_SUFFIX, '');
  const isDeclared = EVENT_TYPES.some((event) => event.type === eventType && event.topic === own);
  const isWork = Object.entries(TOPICS).some(([name, { to }]) => name === own && to !== 'anyone');
  if (eventType !== '' && (isDeclared || !isWork)) return 'DONE';
  const why = eventType === '' ? 'it has no ce_type header' : `its ce_type is ${eventType.slice(0, LOGGED_CHARACTERS)}`;
  return giveUp(delivery, handlers, new AppError('POISON_MESSAGE', { topic, why }));
}

async function giveUp(
  delivery: Delivery,
  handlers: readonly EventHandler[],
  error: unknown,
): Promise<'DONE' | 'GIVEN_UP'> {
  const { topic, partition, message, log } = delivery;
  const fields = { error, topic, partition, offset: message.offset };
  if (topic.endsWith(DEAD_LETTER_SUFFIX)) {
    log.error(fields, 'dead letter could not be handled');
  } else {
    log.error(fields, 'message goes to the dead letters');
    if ((await sendDeadLetter(delivery, error)) === 'GIVEN_UP') return 'GIVEN_UP';
  }
  const reactions = new Set(handlers.flatMap(({ onDeadLetter }) => onDeadLetter ?? []));
  for (const reaction of reactions) {
    if ((await reactToDeadLetter(delivery, reaction, error)) === 'GIVEN_UP') return 'GIVEN_UP';
  }
  return 'DONE';
}

/** @returns false when the message could not be sent to the end of its topic: it is retried at once */
async function yieldTurn({ topic, message, producer, log }: Delivery, triedMs: number): Promise<boolean> {
  const copy = copyOf(message, topic);
  try {
    await producer.sendEncoded([{ ...copy, headers: { ...copy.headers, [TRIED_MS]: String(Math.round(triedMs)) } }]);
    return true;
  } catch (error) {
    log.warn({ error, topic }, 'message could not go to the end of its topic');
    return false;
  }
}
