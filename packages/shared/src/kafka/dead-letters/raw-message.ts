import type { IHeaders, KafkaMessage } from 'kafkajs';

/** A message as bytes. A received message is forwarded without conversion to text, which could change it. */
export interface RawMessage {
  topic: string;
  key: Buffer | string | null;
  headers: IHeaders;
  value: Buffer | string | null;
}

/** The header's text; '' where it is missing, or given more than once with different values. */
export function headerOf(message: Pick<KafkaMessage, 'headers'>, name: string): string {
  const value = message.headers?.[name];
  if (!Array.isArray(value)) return value?.toString() ?? '';
  const distinct = new Set(value.map(String));
  return distinct.size === 1 ? [...distinct][0]! : '';
}

/** Headers that this module adds to a message and removes when the message is sent back to its topic. */
export const TRIED_MS = 'tried-ms';
const isOurs = (name: string) => name === TRIED_MS || name.startsWith('dlq-');

/** The original message, before it was dead-lettered or sent to the end of its topic. */
export function copyOf(message: Pick<KafkaMessage, 'key' | 'headers' | 'value'>, topic: string): RawMessage {
  const headers = Object.entries(message.headers ?? {}).filter(([name]) => !isOurs(name));
  return { topic, key: message.key, headers: Object.fromEntries(headers), value: message.value };
}

export const IS_CUT = { 'dlq-cut': 'true' };

/** True when a dead letter was cut to fit the broker's limit. */
export const isCut = (message: Pick<KafkaMessage, 'headers'>) => headerOf(message, 'dlq-cut') === IS_CUT['dlq-cut'];
