import { messagesOf } from '../outbox/bundle.ts';
import { unpack } from '../outbox/pack.ts';
import type { Queryable } from '../postgres/index.ts';

/** A message that the outbox holds. */
export interface WaitingMessage {
  topic: string;
  type: string;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows the shape of its messages
  data: any;
}

/** The messages that the outbox holds, in the order in which they will be sent. */
export async function waitingMessages(db: Queryable): Promise<WaitingMessage[]> {
  const { rows } = await db.query('select topic, headers, keys, data, packed from outbox_bundles order by id');
  const { rows: earlier } = await db.query('select topic, headers, data as value from outbox order by id');
  const bundled = rows.flatMap((row) => messagesOf({ ...row, data: unpack(row) }));
  return [...earlier, ...bundled].map(({ topic, headers, value }) => ({
    topic,
    type: headers.ce_type,
    data: JSON.parse(value),
  }));
}
