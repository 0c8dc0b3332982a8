import type { EventData, EventType } from '../contracts/index.ts';
import { encodeEvent } from '../kafka/cloud-event.ts';
import type { Transaction } from '../postgres/index.ts';

/**
 * Writes messages into the outbox: they are sent if, and only if, the transaction commits, at least once, in order.
 * Call the relay's `nudge` after the commit.
 */
export async function enqueue<Type extends EventType>(
  transaction: Transaction,
  source: string,
  event: Type,
  messages: readonly EventData<Type>[],
): Promise<void> {
  if (messages.length === 0) return;
  const encoded = messages.map((data) => encodeEvent(source, event, data));
  await transaction.query(insertMessages, [
    event.topic,
    encoded.map((message) => message.key),
    encoded.map((message) => JSON.stringify(message.headers)),
    encoded.map((message) => message.value),
  ]);
}

const insertMessages = `
  insert into outbox (topic, key, headers, data)
  select $1, key, headers, data
  from unnest($2::text[], $3::jsonb[], $4::text[]) with ordinality as message (key, headers, data, position)
  order by position`;
