import type { IHeaders, KafkaMessage } from 'kafkajs';

/** A message as bytes: what was received is sent on without being turned into text, which would change it. */
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

/** Headers that this module adds to a message, and takes off again when it is sent back to its topic. */
export const TRIED_MS = 'tried-ms';
const isOurs = (name: string) => name === TRIED_MS || name.startsWith('dlq-');

/** The message as it was before it was dead-lettered or sent to the end of its topic. */
export function copyOf(message: Pick<KafkaMessage, 'key' | 'headers' | 'value'>, topic: string): RawMessage {
  const headers = Object.entries(message.headers ?? {}).filter(([name]) => !isOurs(name));
  return { topic, key: message.key, headers: Object.fromEntries(headers), value: message.value };
}

export const IS_CUT = { 'dlq-cut': 'true' };

/** Whether the broker did not take the whole of a dead letter. */
export const isCut = (message: Pick<KafkaMessage, 'headers'>) => headerOf(message, 'dlq-cut') === IS_CUT['dlq-cut'];
