import type { Consumer, ConsumerEvents, Kafka } from 'kafkajs';
import { TOPIC_PARTITIONS } from '../../contracts/index.ts';
import { AppError } from '../../errors/index.ts';
import type { Running } from '../../lifecycle/index.ts';
import type { Logger } from '../../log/index.ts';
import type { Delivery } from '../delivery.ts';
import type { EventHandler } from '../handler.ts';
import type { EventProducer } from '../producer.ts';
import { MAX_MESSAGE_BYTES } from '../topics.ts';
import { withDeadline } from '../with-deadline.ts';
import { createPartitionQueues } from './partition-queues.ts';

export interface ConsumerOptions {
  groupId: string;
  handlers: readonly EventHandler[];
  /**
   * Messages that are handled at the same time; those that wait for another try do not count. Messages of one
   * partition keep their order, unless they take turns.
   */
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
/**
 * While messages are in hand: a partition may be resumed at any time, and the broker answers the commits on this
 * connection behind the fetch.
 */
const BUSY_FETCH_WAIT_MS = 50;
const JOIN_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 15_000;
/**
 * Fetches come back every 2 s and heartbeats every 3 s; after this long without either, the broker counts as
 * unavailable.
 */
const SILENCE_MS = 20_000;

/**
 * Joins the group and handles its messages. An offset is committed only after the effects of all messages before it
 * are durable.
 *
 * After a rebalance, messages in hand are aborted and delivered again: their partitions may belong to another process.
 */
export async function startConsumer(
  kafka: Kafka,
  producer: EventProducer,
  log: Logger,
  options: ConsumerOptions & Pick<Delivery, 'isOutage'>,
): Promise<Running & { isRunning(): boolean }> {
  const { groupId } = options;
  const queues = createPartitionQueues({ ...options, producer, log });
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: SESSION_TIMEOUT_MS,
    heartbeatInterval: HEARTBEAT_MS,
    maxBytesPerPartition: MAX_MESSAGE_BYTES,
    maxWaitTimeInMs: () => (queues.isIdle() ? FETCH_WAIT_MS[options.from] : BUSY_FETCH_WAIT_MS),
    retry: { initialRetryTime: 200, maxRetryTime: 5_000, retries: 20 },
  });
  const { FETCH, HEARTBEAT, GROUP_JOIN, REBALANCING, CRASH } = consumer.events;
  let heardAt = performance.now();
  for (const event of [FETCH, HEARTBEAT, GROUP_JOIN]) {
    consumer.on(event, () => {
      heardAt = performance.now();
    });
  }
  let running = true;
  consumer.on(CRASH, ({ payload }) => {
    if (payload.restart) return;
    running = false;
    log.fatal({ error: payload.error, groupId }, 'consumer stopped for good');
    // No caller can catch it: the process drains and ends, and is started again with a new consumer.
    setImmediate(() => {
      throw new AppError('INTERNAL', { groupId }, { cause: payload.error });
    });
  });

  for (const event of [REBALANCING, GROUP_JOIN]) consumer.on(event, queues.dropAll);
  const topics = [...new Set(options.handlers.map(({ event }): string => event.topic))];

  await consumer.connect();
  await consumer.subscribe({ topics, fromBeginning: options.from === 'ALL' });
  // 'NEW' begins at the end of the log as of the first fetch, some time after the group was joined. Messages that are
  // sent in between would be missed.
  const ready = once(consumer, options.from === 'NEW' ? FETCH : GROUP_JOIN);
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: topics.length * TOPIC_PARTITIONS,
    eachBatch: queues.add,
  });
  await withDeadline(ready, JOIN_DEADLINE_MS);
  return {
    isRunning: () => running && performance.now() - heardAt < SILENCE_MS,
    async stop() {
      await withDeadline(
        queues.stop().then(() => consumer.disconnect()),
        STOP_DEADLINE_MS,
      );
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
