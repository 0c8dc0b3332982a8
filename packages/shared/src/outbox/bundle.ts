import type { EventData, EventType } from '../contracts/index.ts';
import { eventHeaders } from '../kafka/cloud-event.ts';
import type { RawMessage } from '../kafka/dead-letters/raw-message.ts';

/** Messages of one kind that are stored and sent together. A row of outbox_bundles. */
export interface Bundle {
  topic: string;
  headers: Record<string, string>;
  keys: string | string[];
  messageCount: number;
  data: string;
}

/** A bundle is sent whole, in one request. */
const MESSAGES_A_BUNDLE = 1_000;
const BYTES_A_BUNDLE = 2 * 1024 * 1024;

export function bundlesOf<Type extends EventType>(
  source: string,
  event: Type,
  messages: readonly EventData<Type>[],
): Bundle[] {
  const bundles: Bundle[] = [];
  let keys: string[] = [];
  let lines: string[] = [];
  let bytes = 0;
  const close = () => {
    const headers = eventHeaders(source, event, keys[0]!);
    const isOneKey = keys.every((key) => key === keys[0]);
    const data = lines.join('\n');
    bundles.push({ topic: event.topic, headers, keys: isOneKey ? keys[0]! : keys, messageCount: lines.length, data });
    [keys, lines, bytes] = [[], [], 0];
  };
  for (const message of messages) {
    const line = JSON.stringify(message);
    if (lines.length >= MESSAGES_A_BUNDLE || (lines.length > 0 && bytes + line.length > BYTES_A_BUNDLE)) close();
    keys.push(event.keyOf(message));
    lines.push(line);
    bytes += line.length;
  }
  if (lines.length > 0) close();
  return bundles;
}

/** The messages of a bundle. They are the same each time, ids included: a consumer recognizes a repetition. */
export function messagesOf({ topic, headers, keys, data }: Bundle): RawMessage[] {
  return data.split('\n').map((value, at) => {
    const key = typeof keys === 'string' ? keys : keys[at]!;
    return { topic, key, headers: { ...headers, ce_id: idAfter(headers.ce_id!, at), ce_subject: key }, value };
  });
}

/** The UUID `count` steps after another. Its version and variant stay, and its last 48 bits count up. */
function idAfter(uuid: string, count: number): string {
  const last = (Number.parseInt(uuid.slice(24), 16) + count) % 2 ** 48;
  return uuid.slice(0, 24) + last.toString(16).padStart(12, '0');
}
