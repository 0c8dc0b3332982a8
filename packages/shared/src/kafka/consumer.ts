import { setTimeout as delay } from 'node:timers/promises';
import type { Consumer, ConsumerEvents, EachBatchPayload, Kafka } from 'kafkajs';
import pLimit from 'p-limit';
import { TOPIC_PARTITIONS } from '../contracts/index.ts';
import { AppError } from '../errors/index.ts';
import type { Running } from '../lifecycle/index.ts';
import type { Logger } from '../log/index.ts';
import type { Delivery } from './delivery.ts';
import { handleMessage } from './handle-message.ts';
import type { EventHandler } from './handler.ts';
import { createPartitionQueue, type PartitionQueue } from './partition-queue.ts';
import type { EventProducer } from './producer.ts';
import { MAX_MESSAGE_BYTES } from './topics.ts';
import { withDeadline } from './with-deadline.ts';

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
const JOIN_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 15_000;
/**
 * Fetches come back every 2 s and heartbeats every 3 s; after this long without either, the broker counts as
 * unavailable.
 */
const SILENCE_MS = 20_000;

/**
 * A fetch waits this long until the messages of the last one are handled. A partition that is still busy then is
 * paused, and the others go on without it. The client's own loop waits for all of them: one message whose customer
 * cannot be reached delayed every partition of the process for ten minutes.
 */
const FETCH_WAITS_MS = 100;
/** Messages of one partition that are handled at the same time, where their order does not matter. */
const TURNS_AT_ONCE = 4;

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
  const { groupId, isOutage } = options;
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: SESSION_TIMEOUT_MS,
    heartbeatInterval: HEARTBEAT_MS,
    maxBytesPerPartition: MAX_MESSAGE_BYTES,
    maxWaitTimeInMs: FETCH_WAIT_MS[options.from],
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

  const byTopic = Map.groupBy(options.handlers, (handler): string => handler.event.topic);
  const limit = pLimit(options.concurrency);
  const queues = new Map<string, PartitionQueue>();
  for (const event of [REBALANCING, GROUP_JOIN]) {
    consumer.on(event, () => {
      for (const queue of queues.values()) queue.drop();
      queues.clear();
    });
  }

  const openQueue = ({ batch: { topic, partition }, commitOffsetsIfNecessary }: EachBatchPayload): PartitionQueue => {
    const handlers = byTopic.get(topic) ?? [];
    return createPartitionQueue({
      atOnce: handlers.every(({ takesTurns }) => takesTurns) ? TURNS_AT_ONCE : 1,
      handle: (message, signal) =>
        handleMessage({ topic, partition, message, handlers, producer, limit, isOutage, signal, log }),
      async commit(offset) {
        try {
          const partitions = [{ partition, offset: String(offset) }];
          await commitOffsetsIfNecessary({ topics: [{ topic, partitions }] });
          return true;
        } catch (error) {
          log.warn({ error, topic, groupId }, 'offset could not be committed, messages may be delivered again');
          return false;
        }
      },
    });
  };

  let isStopping = false;
  const takeIn = async (payload: EachBatchPayload): Promise<void> => {
    if (isStopping) return;
    const { topic, partition, messages } = payload.batch;
    const name = `${topic}/${partition}`;
    const queue = queues.get(name) ?? openQueue(payload);
    queues.set(name, queue);
    queue.add(messages);
    payload.resolveOffset(messages.at(-1)!.offset);
    const settled = queue.untilSettled();
    if (await isSoon(settled)) return;
    const resume = payload.pause();
    void settled.then(resume);
  };

  await consumer.connect();
  await consumer.subscribe({ topics: [...byTopic.keys()], fromBeginning: options.from === 'ALL' });
  // 'NEW' begins at the end of the log as of the first fetch, some time after the group was joined. Messages that are
  // sent in between would be missed.
  const ready = once(consumer, options.from === 'NEW' ? FETCH : GROUP_JOIN);
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: byTopic.size * TOPIC_PARTITIONS,
    eachBatch: takeIn,
  });
  await withDeadline(ready, JOIN_DEADLINE_MS);
  return {
    isRunning: () => running && performance.now() - heardAt < SILENCE_MS,
    async stop() {
      isStopping = true;
      const inHand = Promise.all([...queues.values()].map((queue) => queue.stop()));
      await withDeadline(
        inHand.then(() => consumer.disconnect()),
        STOP_DEADLINE_MS,
      );
    },
  };
}

const isSoon = async (settled: Promise<void>): Promise<boolean> =>
  Promise.race([settled.then(() => true), delay(FETCH_WAITS_MS, false, { ref: false })]);

const once = (consumer: Consumer, event: ConsumerEvents[keyof ConsumerEvents]) =>
  new Promise<void>((resolve) => {
    const remove = consumer.on(event, () => {
      remove();
      resolve();
    });
  });
