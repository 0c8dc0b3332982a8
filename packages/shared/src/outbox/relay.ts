import type { EventProducer } from '../kafka/index.ts';
import { type Repeating, repeat } from '../lifecycle/index.ts';
import type { Logger } from '../log/index.ts';
import { inTransaction, type Pool, prepared, type Transaction } from '../postgres/index.ts';
import { messagesOf } from './bundle.ts';
import { unpack } from './pack.ts';
import { dropData, keptData } from './recent-data.ts';

/** `nudge` it after a commit to the outbox. */
export type OutboxRelay = Repeating;

/** A message that a crashed process committed waits this long until another process sends it. */
const POLL_MS = 1_000;
/** A round costs one transaction and one request, so it holds many small bundles or a few large ones. */
const BUNDLES_A_ROUND = 200;
const BYTES_A_ROUND = 8 * 1024 * 1024;
/** Kafka takes the headers of each message apart from its data. */
const HEADER_BYTES = 400;
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

/** @returns how many rows were sent */
async function sendRound(pool: Pool, producer: EventProducer): Promise<number> {
  // Almost every round of an idle service ends here, after one statement instead of five.
  const { rows: waiting } = await pool.query(selectWaiting);
  if (waiting.length === 0) return 0;
  return inTransaction(pool, async (transaction) => {
    // By itself: a replica without the lock would read what another one sends.
    const lock = await transaction.query(tryLock, [RELAY_LOCK]);
    if (!lock.rows[0].held) return 0;
    const kept = keptData();
    const parameters = [BUNDLES_A_ROUND, HEADER_BYTES, BYTES_A_ROUND, [...kept.keys()]];
    const { rows } = await transaction.query(selectOldest, parameters);
    if (rows.length === 0) return sendOfEarlierRelease(transaction, producer);
    const bundles = rows.map((row) => ({ ...row, data: kept.get(row.headers.ce_id) ?? unpack(row) }));
    await producer.sendEncoded(bundles.flatMap(messagesOf));
    // Not before: while Kafka is away, each try would write and undo the deletion of all their data.
    await transaction.query(deleteSent, [rows.map(({ id }) => id)]);
    for (const { headers } of bundles) dropData(headers.ce_id);
    return rows.length;
  });
}

/** An earlier release writes a row for each message. Its processes may still run beside this one, and go first. */
async function sendOfEarlierRelease(transaction: Transaction, producer: EventProducer): Promise<number> {
  const { rows } = await transaction.query('select id, topic, key, headers, data from outbox order by id limit 100');
  if (rows.length === 0) return 0;
  await producer.sendEncoded(
    rows.map((row) => ({ topic: row.topic, key: row.key, headers: row.headers, value: row.data })),
  );
  await transaction.query('delete from outbox where id = any($1)', [rows.map(({ id }) => id)]);
  return rows.length;
}

const selectWaiting = prepared('(select from outbox_bundles limit 1) union all (select from outbox limit 1)');

const tryLock = prepared('select pg_try_advisory_xact_lock($1) as held');

/**
 * The oldest, up to so many bytes, but one at least. A round that exceeded what a partition takes would fail each time,
 * and all messages behind it would wait for good. None while there are rows of an earlier release.
 */
const selectOldest = prepared(`
  select id, topic, headers, keys, message_count as "messageCount", data,
    case when headers ->> 'ce_id' = any($4::text[]) then null else packed end as packed
  from (
    select *, sum(bytes) over (order by id) - bytes as bytes_before
    from (
      select *, coalesce(data_bytes, octet_length(data)) + message_count * $2 as bytes
      from outbox_bundles
      order by id
      limit $1
    ) oldest
  ) sized
  where (bytes_before = 0 or bytes_before + bytes <= $3) and not exists (select from outbox)
  order by id`);

const deleteSent = prepared('delete from outbox_bundles where id = any($1)');
