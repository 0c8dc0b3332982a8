import { setTimeout as delay } from 'node:timers/promises';
import type { EachBatchPayload } from 'kafkajs';
import type { Delivery } from '../delivery.ts';
import { createFairLimit } from './fair-limit.ts';
import { handleMessage } from './handle-message.ts';
import { createOffsetCommits } from './offset-commits.ts';
import { createPartitionQueue, type PartitionQueue } from './partition-queue.ts';

/** The queues of all partitions of one consumer. */
export interface PartitionQueues {
  /** Adds the messages of one fetch. Resolves when the next fetch may begin. */
  add(payload: EachBatchPayload): Promise<void>;
  /** Whether no message is in hand. */
  isIdle(): boolean;
  /** After a rebalance the partitions may belong to other processes. */
  dropAll(): void;
  /** Resolves once no message is in hand, and the handled ones are committed. Nothing is added after that. */
  stop(): Promise<void>;
}

/** A fetch waits this long until the messages of the last one are handled: an idle broker holds it for seconds then. */
const IDLE_SOON_MS = 10;
/**
 * A fetch waits this long until the messages of the last one have begun. A partition whose messages still wait then is
 * paused, and the others go on without it. KafkaJS alone waits until all of them are handled: one message that was
 * tried again for ten minutes held up every partition of its process.
 */
const FETCH_WAITS_MS = 100;
/** Messages of one partition that are handled at the same time, where their order does not matter. */
const TURNS_AT_ONCE = 4;

export interface PartitionQueuesOptions extends Pick<Delivery, 'handlers' | 'producer' | 'isOutage' | 'log'> {
  groupId: string;
  /** Handlers that run at the same time, in all partitions together. */
  concurrency: number;
}

export function createPartitionQueues(options: PartitionQueuesOptions): PartitionQueues {
  const { groupId, producer, isOutage, log } = options;
  const byTopic = Map.groupBy(options.handlers, (handler): string => handler.event.topic);
  const limit = createFairLimit(options.concurrency);
  const queues = new Map<string, PartitionQueue>();
  // KafkaJS's consumer has such a method too. It would try again for minutes, with offsets that are old by then.
  let commit: EachBatchPayload['commitOffsetsIfNecessary'] = async () => {};
  const commits = createOffsetCommits({
    commit: (topics) => commit({ topics }),
    onFailure: (error) =>
      log.warn({ error, groupId }, 'offsets could not be committed, messages may be delivered again'),
  });
  let isStopping = false;

  const open = (topic: string, partition: number): PartitionQueue => {
    const handlers = byTopic.get(topic) ?? [];
    return createPartitionQueue({
      atOnce: handlers.every(({ takesTurns }) => takesTurns) ? TURNS_AT_ONCE : 1,
      handle: (message, signal) =>
        handleMessage({ topic, partition, message, handlers, producer, limit, isOutage, signal, log }),
      onHandled: (offset) => commits.add(topic, partition, offset),
    });
  };

  return {
    async add(payload) {
      if (isStopping) return;
      commit = payload.commitOffsetsIfNecessary;
      const { topic, partition, messages } = payload.batch;
      const name = `${topic}/${partition}`;
      const queue = queues.get(name) ?? open(topic, partition);
      queues.set(name, queue);
      queue.add(messages);
      // The next fetch continues behind these messages. They are committed once they are handled.
      payload.resolveOffset(messages.at(-1)!.offset);
      await soon(queue.untilIdle(), IDLE_SOON_MS);
      if (!queue.hasRoom()) await soon(queue.untilRoom(), FETCH_WAITS_MS);
      if (queue.hasRoom()) return;
      const resume = payload.pause();
      void queue.untilRoom().then(resume);
    },
    isIdle: () => queues.values().every((queue) => queue.isIdle()),
    dropAll() {
      for (const queue of queues.values()) queue.drop();
      queues.clear();
      commits.clear();
    },
    async stop() {
      isStopping = true;
      await Promise.all([...queues.values()].map((queue) => queue.stop()));
      await commits.stop();
    },
  };
}

const soon = (moment: Promise<void>, ms: number) => Promise.race([moment, delay(ms, undefined, { ref: false })]);
