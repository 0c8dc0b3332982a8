import type { EventProducer } from '../kafka/index.ts';
import { type Repeating, repeat } from '../lifecycle/index.ts';
import type { Logger } from '../log/index.ts';
import { inTransaction, type Pool } from '../postgres/index.ts';

/** `nudge` it after a commit to the outbox. */
export type OutboxRelay = Repeating;

/** A message that a crashed process committed waits this long until another process sends it. */
const POLL_MS = 1_000;
/** A round costs one transaction and one request, so it holds many small messages or a few large ones. */
const MESSAGES_A_ROUND = 1_000;
const BYTES_A_ROUND = 8 * 1024 * 1024;
/** pg_try_advisory_xact_lock: one relay at a time sends, so that messages keep their order across replicas. */
const RELAY_LOCK = 7_305_112;

/**
 * Sends the messages of the outbox at least once: rows are deleted only after the broker has the messages. Transactions
 * that lock a common row, such as those of one run or connection, are sent in their order. A repetition may arrive
 * late.
 */
export function startOutboxRelay(options: { pool: Pool; producer: EventProducer; log: Logger }): OutboxRelay {
  const { pool, producer, log } = options;
  return repeat({
    work: async () => ({ isMore: (await sendRound(pool, producer)) > 0 }),
    pauseMs: POLL_MS,
    onFailure: (error) => log.warn({ error }, 'outbox could not be sent, trying again'),
  });
}

async function sendRound(pool: Pool, producer: EventProducer): Promise<number> {
  return inTransaction(pool, async (transaction) => {
    const lock = await transaction.query('select pg_try_advisory_xact_lock($1) as held', [RELAY_LOCK]);
    if (!lock.rows[0].held) return 0;
    const { rows } = await transaction.query(selectOldest, [MESSAGES_A_ROUND, BYTES_A_ROUND]);
    if (rows.length === 0) return 0;
    await producer.sendEncoded(
      rows.map((row) => ({ topic: row.topic, key: row.key, headers: row.headers, value: row.data })),
    );
    await transaction.query('delete from outbox where id = any($1)', [rows.map(({ id }) => id)]);
    return rows.length;
  });
}

/** The oldest, up to so many bytes, but one at least. */
const selectOldest = `
  select id, topic, key, headers, data
  from (
    select *, sum(octet_length(data)) over (order by id) - octet_length(data) as bytes_before
    from (select * from outbox order by id limit $1) oldest
  ) sized
  where bytes_before < $2
  order by id`;
