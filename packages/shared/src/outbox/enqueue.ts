import type { EventData, EventType } from '../contracts/index.ts';
import { prepared, type Transaction, together } from '../postgres/index.ts';
import { type Bundle, bundlesOf } from './bundle.ts';
import { pack } from './pack.ts';
import { keepData } from './recent-data.ts';

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
  await together(...bundlesOf(source, event, messages).map((bundle) => insert(transaction, bundle)));
}

async function insert(transaction: Transaction, { topic, headers, keys, messageCount, data }: Bundle): Promise<void> {
  const stored = pack(data);
  await transaction.query(insertBundle, [
    topic,
    headers,
    JSON.stringify(keys),
    messageCount,
    stored.data,
    stored.packed,
    Buffer.byteLength(data),
  ]);
  keepData(headers.ce_id!, data);
}

const insertBundle = prepared(`
  insert into outbox_bundles (topic, headers, keys, message_count, data, packed, data_bytes)
  values ($1, $2, $3, $4, $5, $6, $7)`);
