import { type ICustomPartitioner, Partitioners, type Producer } from 'kafkajs';
import {
  type EventData,
  type EventType,
  isTopicName,
  TOPIC_PARTITIONS,
  TOPICS,
  type Topic,
} from '../contracts/index.ts';
import { encodeEvent } from './cloud-event.ts';
import type { RawMessage } from './dead-letters/raw-message.ts';
import { withDeadline } from './with-deadline.ts';

export interface EventProducer {
  /** Sends messages of one kind; resolves when every in-sync replica of the broker has them. */
  send<Type extends EventType>(event: Type, messages: readonly EventData<Type>[]): Promise<void>;
  /** Sends messages that are already encoded, such as outbox messages or received ones. */
  sendEncoded(messages: readonly RawMessage[]): Promise<void>;
}

/** `send` of KafkaJS 2.2.4 may hang on a lost connection (its issues 1166, 1650): more than its own retries take. */
const SEND_DEADLINE_MS = 30_000;

export function createEventProducer(producer: Producer, source: string): EventProducer {
  const sendEncoded = async (messages: readonly RawMessage[]) => {
    const byTopic = Map.groupBy(messages, (message) => message.topic);
    const topicMessages = [...byTopic].map(([topic, group]) => ({
      topic,
      messages: group.map(({ key, headers, value }) => ({ key, headers, value })),
    }));
    if (topicMessages.length === 0) return;
    await withDeadline(producer.sendBatch({ topicMessages, acks: -1 }), SEND_DEADLINE_MS);
  };
  return {
    sendEncoded,
    send: (event, messages) => sendEncoded(messages.map((data) => encodeEvent(source, event, data))),
  };
}

/**
 * KafkaJS's default partitioner, which hashes a key as Java's client does. Most messages of a request have the key of
 * the message before, whose partition is remembered. Messages of a topic that is spread go to the partitions in turn:
 * otherwise, by chance, one of two replicas has fewer batches than it can read at the same time.
 */
export const choosePartition: ICustomPartitioner = () => {
  const partitionOf = Partitioners.DefaultPartitioner();
  let last = { topic: '', key: '', partitions: 0, partition: 0 };
  let turn = Math.floor(Math.random() * TOPIC_PARTITIONS);
  return (args) => {
    const { topic, partitionMetadata, message } = args;
    const { key } = message;
    const partitions = partitionMetadata.length;
    if (isSpread(topic)) {
      turn = (turn + 1) % partitions;
      return turn;
    }
    if (typeof key !== 'string') return partitionOf(args);
    if (key !== last.key || topic !== last.topic || partitions !== last.partitions) {
      last = { topic, key, partitions, partition: partitionOf(args) };
    }
    return last.partition;
  };
};

function isSpread(name: string): boolean {
  const topic: Topic | null = isTopicName(name) ? TOPICS[name] : null;
  return topic?.isSpread ?? false;
}
