import { randomUUID } from 'node:crypto';
import type { EventData, EventType } from '../contracts/index.ts';
import { AppError } from '../errors/index.ts';
import { parseJson } from './dead-letters/bounded-json.ts';

/** A message as it goes to the broker: CloudEvents 1.0, binary mode (the attributes are headers), JSON data. */
export interface EncodedMessage {
  topic: string;
  key: string;
  headers: Record<string, string>;
  value: string;
}

export function encodeEvent<Type extends EventType>(
  source: string,
  event: Type,
  data: EventData<Type>,
): EncodedMessage {
  const key = event.keyOf(data);
  return { topic: event.topic, key, headers: eventHeaders(source, event, key), value: JSON.stringify(data) };
}

/** @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md, 3.2 */
export const eventHeaders = (source: string, event: EventType, key: string): EncodedMessage['headers'] => ({
  ce_specversion: '1.0',
  ce_id: randomUUID(),
  ce_source: `/bucket-sync/${source}`,
  ce_type: event.type,
  ce_time: new Date().toISOString(),
  ce_subject: key,
  'content-type': 'application/json',
});

/** @throws AppError POISON_MESSAGE when the data is not JSON or not of the declared shape */
export function decodeData<Type extends EventType>(event: Type, value: Buffer | null): EventData<Type> {
  const parsed = event.data.safeParse(parseJson(event.topic, value));
  if (parsed.success) return parsed.data as EventData<Type>;
  const issue = parsed.error.issues[0];
  throw new AppError('POISON_MESSAGE', { topic: event.topic, why: `${issue?.path.join('.')}: ${issue?.message}` });
}
