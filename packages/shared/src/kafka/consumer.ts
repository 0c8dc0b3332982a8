import type { Consumer, ConsumerEvents, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import { AppError } from '../errors/index.ts';
import type { Running } from '../lifecycle/index.ts';
import type { Logger } from '../log/index.ts';
import type { Delivery } from './delivery.ts';
import { handleMessage } from './handle-message.ts';
import type { EventHandler } from './handler.ts';
import type { EventProducer } from './producer.ts';
import { MAX_MESSAGE_BYTES } from './topics.ts';
import { withDeadline } from './with-deadline.ts';

export interface ConsumerOptions {
  groupId: string;
  handlers: readonly EventHandler[];
  /** Partitions that are handled concurrently. The order within a partition is preserved. */
  concurrency: number;
  /**
   * 'ALL': every message of the topic, for work that must be done. 'NEW': only messages that are sent after the start.
   */
  from: 'ALL' | 'NEW';
}

/** How long the partitions of a killed process wait for another process. Users would notice the default of 30 s. */
const SESSION_TIMEOUT_MS = 10_000;
const HEARTBEAT_MS = 3_000;
/**
 * The broker holds a fetch for this long while there is no message. A message ends the wait, so this costs no latency:
 * an idle stack took 9 % of a core with 0.5 s, and KafkaJS sends heartbeats between two fetches. A consumer of new
 * messages is ready after its first fetch, so it waits less.
 */
const FETCH_WAIT_MS = { ALL: 2_000, NEW: 500 };
const JOIN_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 15_000;
/**
 * Fetches come back every 2 s and heartbeats every 3 s; after this long without either, the broker counts as
 * unavailable.
 */
const SILENCE_MS = 20_000;

/**
 * Joins the group and handles one message after another. An offset is committed only after its message's effects are
 * durable.
 *
 * KafkaJS also delivers messages of partitions that it lost (its issue 1293). So `isRunning` and `isStale` are checked
 * before each message. A timer sends heartbeats while a message is handled.
 */
export async function startConsumer(
  kafka: Kafka,
  producer: EventProducer,
  log: Logger,
  options: ConsumerOptions & Pick<Delivery, 'isOutage'>,
): Promise<Running & { isRunning(): boolean }> {
  const consumer = kafka.consumer({
    groupId: options.groupId,
    sessionTimeout: SESSION_TIMEOUT_MS,
    heartbeatInterval: HEARTBEAT_MS,
    maxBytesPerPartition: MAX_MESSAGE_BYTES,
    maxWaitTimeInMs: FETCH_WAIT_MS[options.from],
    retry: { initialRetryTime: 200, maxRetryTime: 5_000, retries: 20 },
  });
  const stopping = new AbortController();
  let heardAt = performance.now();
  const { FETCH, HEARTBEAT, GROUP_JOIN } = consumer.events;
  for (const event of [FETCH, HEARTBEAT, GROUP_JOIN]) {
    consumer.on(event, () => {
      heardAt = performance.now();
    });
  }
  let running = true;
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    if (payload.restart) return;
    running = false;
    log.fatal({ error: payload.error, groupId: options.groupId }, 'consumer stopped for good');
    // No caller can catch it: the process drains and ends, and is started again with a new consumer.
    setImmediate(() => {
      throw new AppError('INTERNAL', { groupId: options.groupId }, { cause: payload.error });
    });
  });
  const byTopic = Map.groupBy(options.handlers, (handler): string => handler.event.topic);
  await consumer.connect();
  await consumer.subscribe({ topics: [...byTopic.keys()], fromBeginning: options.from === 'ALL' });
  // 'NEW' begins at the end of the log as of the first fetch, some time after the group was joined. Messages that are
  // sent in between would be missed.
  const ready = once(consumer, options.from === 'NEW' ? consumer.events.FETCH : consumer.events.GROUP_JOIN);
  await consumer.run({
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: options.concurrency,
    eachBatch: (payload) =>
      handleBatch(payload, stopping.signal, (message, signal) =>
        handleMessage({
          topic: payload.batch.topic,
          partition: payload.batch.partition,
          message,
          handlers: byTopic.get(payload.batch.topic) ?? [],
          producer,
          isOutage: options.isOutage,
          signal,
          log,
        }),
      ),
  });
  await withDeadline(ready, JOIN_DEADLINE_MS);
  return {
    isRunning: () => running && performance.now() - heardAt < SILENCE_MS,
    async stop() {
      stopping.abort();
      await withDeadline(consumer.disconnect(), STOP_DEADLINE_MS);
    },
  };
}

const once = (consumer: Consumer, event: ConsumerEvents[keyof ConsumerEvents]) =>
  new Promise<void>((resolve) => {
    const remove = consumer.on(event, () => {
      remove();
      resolve();
    });
  });

async function handleBatch(
  payload: EachBatchPayload,
  stopping: AbortSignal,
  handleNext: (message: KafkaMessage, signal: AbortSignal) => Promise<'DONE' | 'GIVEN_UP'>,
): Promise<void> {
  const lost = new AbortController();
  const signal = AbortSignal.any([stopping, lost.signal]);
  const heartbeat = setInterval(() => {
    payload.heartbeat().catch(() => lost.abort());
    if (!payload.isRunning() || payload.isStale()) lost.abort();
  }, HEARTBEAT_MS);
  try {
    for (const message of payload.batch.messages) {
      if (signal.aborted || !payload.isRunning() || payload.isStale()) return;
      if ((await handleNext(message, signal)) === 'GIVEN_UP') return;
      payload.resolveOffset(message.offset);
      await payload.commitOffsetsIfNecessary({
        topics: [
          {
            topic: payload.batch.topic,
            partitions: [{ partition: payload.batch.partition, offset: String(BigInt(message.offset) + 1n) }],
          },
        ],
      });
    }
  } finally {
    clearInterval(heartbeat);
  }
}
