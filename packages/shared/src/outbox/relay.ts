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
/** Bounds one transaction: 200 messages of at most 16 MiB are sent in requests that the broker takes. */
const MESSAGES_A_ROUND = 200;
/** pg_try_advisory_xact_lock: one relay at a time sends, so that messages keep their order across replicas. */
const RELAY_LOCK = 7_305_112;

/** Sends what the outbox holds, in order, at least once: rows are deleted only after the broker has the messages. */
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
        const sent = await sendRound(pool, producer);
        if (sent === MESSAGES_A_ROUND) continue;
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
    const { rows } = await transaction.query(selectOldest, [MESSAGES_A_ROUND]);
    if (rows.length === 0) return 0;
    await producer.sendEncoded(
      rows.map((row) => ({ topic: row.topic, key: row.key, headers: row.headers, value: row.data })),
    );
    await transaction.query('delete from outbox where id = any($1)', [rows.map((row) => row.id)]);
    return rows.length;
  });
}

const selectOldest = 'select id, topic, key, headers, data from outbox order by id limit $1';
