import { createHash } from 'node:crypto';
import type { KafkaMessage } from 'kafkajs';
import { AppError } from '../../errors/index.ts';
import { isBrokerAway, isTooLarge } from '../broker-errors.ts';
import type { Delivery } from '../delivery.ts';
import { PATIENCE_MS, TRIES, waitAfter } from '../waiting.ts';
import { copyOf, headerOf, IS_CUT, type RawMessage } from './raw-message.ts';

/** The bytes that are stored of a value that is too large for the broker. The ids are at its start. */
const CUT_VALUE_BYTES = 64 * 1024;
/** Of each part of a message whose headers or key are too large. */
const CUT_PART_BYTES = 1024;
const REASON_CHARACTERS = 1_000;

export const DEAD_LETTER_SUFFIX = '.dlq';

/**
 * Sends a copy of the message to its topic's dead letters: the original bytes, with the reason, the size and the digest
 * in headers. A copy that is too large for the broker is cut. While the broker is unavailable the send waits. A refused
 * send is logged with the digest and not retried, because a stopped partition is worse than one lost copy.
 *
 * @returns GIVEN_UP when the signal aborted: the message is delivered again
 */
export async function sendDeadLetter(delivery: Delivery, error: unknown): Promise<'DONE' | 'GIVEN_UP'> {
  const { topic, partition, message, log } = delivery;
  const sizeBytes = message.value?.length ?? 0;
  const sha256 = createHash('sha256')
    .update(message.value ?? '')
    .digest('hex');
  const about = {
    'dlq-reason': reasonOf(error),
    'dlq-partition': String(partition),
    'dlq-offset': message.offset,
    'dlq-size': String(sizeBytes),
    'dlq-sha256': sha256,
  };
  const whole = copyOf(message, `${topic}${DEAD_LETTER_SUFFIX}`);
  for (const copy of [whole, withCutValue(whole), withCutParts(whole, message)]) {
    const answer = await sendPatiently(delivery, { ...copy, headers: { ...copy.headers, ...about } });
    if (answer === 'SENT') return 'DONE';
    if (answer === 'ABORTED') return 'GIVEN_UP';
    if (answer === 'REFUSED') break;
  }
  const fields = { topic, partition, offset: message.offset, sizeBytes, sha256, reason: about['dlq-reason'] };
  log.error(fields, 'dead letter could not be stored');
  return 'DONE';
}

function reasonOf(error: unknown): string {
  const reason = error instanceof AppError ? `${error.code}: ${error.message}` : String(error);
  return reason.slice(0, REASON_CHARACTERS);
}

function withCutValue(copy: RawMessage): RawMessage {
  return { ...copy, headers: { ...copy.headers, ...IS_CUT }, value: cut(copy.value, CUT_VALUE_BYTES) };
}

function withCutParts(copy: RawMessage, message: KafkaMessage): RawMessage {
  const attributes = ['ce_type', 'ce_id', 'ce_source', 'ce_time'].map((name) => [
    name,
    headerOf(message, name).slice(0, CUT_PART_BYTES),
  ]);
  return {
    topic: copy.topic,
    key: cut(copy.key, CUT_PART_BYTES),
    headers: { ...Object.fromEntries(attributes), ...IS_CUT },
    value: cut(copy.value, CUT_PART_BYTES),
  };
}

const cut = (bytes: RawMessage['value'], length: number) => bytes && Buffer.from(bytes).subarray(0, length);

async function sendPatiently(
  { producer, signal, log }: Delivery,
  copy: RawMessage,
): Promise<'SENT' | 'TOO_LARGE' | 'REFUSED' | 'ABORTED'> {
  const began = performance.now();
  for (let tries = 1; ; tries += 1) {
    try {
      await producer.sendEncoded([copy]);
      return 'SENT';
    } catch (error) {
      if (isTooLarge(error)) return 'TOO_LARGE';
      const isOver = isBrokerAway(error) ? performance.now() - began > PATIENCE_MS : tries >= TRIES;
      log.warn({ error, topic: copy.topic, tries }, 'dead letter could not be sent');
      if (signal.aborted) return 'ABORTED';
      if (isOver) return 'REFUSED';
      if (await waitAfter(tries, signal)) return 'ABORTED';
    }
  }
}
