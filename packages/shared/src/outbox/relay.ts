import type { EventProducer } from '../kafka/index.ts';
import type { Running } from '../lifecycle/index.ts';
import type { Logger } from '../log/index.ts';
import { inTransaction, type Pool } from '../postgres/index.ts';

export interface OutboxRelay extends Running {
  /** Something was committed to the outbox: send it now. */
  nudge(): void;
}

/** How long a message of another, crashed process may lie before this one sends it. */
const POLL_MS = 1_000;
/** A round costs a transaction and a request, whatever it holds: many small messages or a few large ones. */
const MESSAGES_A_ROUND = 1_000;
const BYTES_A_ROUND = 8 * 1024 * 1024;
/** pg_try_advisory_xact_lock: one relay at a time sends, so that messages keep their order across replicas. */
const RELAY_LOCK = 7_305_112;

/**
 * Sends what the outbox holds at least once: rows are deleted only after the broker has the messages. In the order of their
 * transactions where these lock a common row, as those of one run or one connection do; a repetition may come late.
 */
export function startOutboxRelay(options: { pool: Pool; producer: EventProducer; log: Logger }): OutboxRelay {
  const { pool, producer, log } = options;
  let stopped = false;
  let wake: () => void = () => {};
  let nudged = false;

  const nudge = () => {
    nudged = true;
    wake();
  };

  const waitForWork = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, POLL_MS);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (nudged || stopped) wake();
    });

  const loop = async () => {
    while (!stopped) {
      nudged = false;
      try {
        if ((await sendRound(pool, producer)) > 0) continue;
      } catch (error) {
        log.warn({ error }, 'outbox could not be sent, trying again');
        nudged = false;
      }
      await waitForWork();
    }
  };
  const done = loop();

  return {
    nudge,
    async stop() {
      stopped = true;
      wake();
      await done;
    },
  };
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
