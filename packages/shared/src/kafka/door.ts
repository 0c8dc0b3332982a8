import { Kafka, type Producer } from 'kafkajs';
import type { EventData, EventType } from '../contracts/index.ts';
import type { Running } from '../lifecycle/index.ts';
import type { Logger } from '../log/index.ts';
import { type EncodedMessage, encodeEvent } from './cloud-event.ts';
import { type ConsumerOptions, startConsumer } from './consumer.ts';
import { kafkaLogger } from './kafka-log.ts';
import { createMissingTopics } from './topics.ts';
import { withDeadline } from './with-deadline.ts';

export interface EventProducer {
  /** Sends messages of one kind; resolves when every in-sync replica of the broker has them. */
  send<Type extends EventType>(event: Type, messages: readonly EventData<Type>[]): Promise<void>;
  /** Sends messages that were encoded before, such as those of an outbox. */
  sendEncoded(messages: readonly EncodedMessage[]): Promise<void>;
}

/** Stop its consumers before it: they send with its producer. */
export interface KafkaDoor extends Running {
  producer: EventProducer;
  /** Consumes until it is stopped; resolves when the group has given this member its partitions. */
  consume(options: ConsumerOptions): Promise<Running>;
  /** False when a consumer has stopped for good: the process should end and be started again. */
  isReady(): boolean;
}

/** `send` of KafkaJS 2.2.4 may hang on a lost connection (its issues 1166, 1650): more than its own retries take. */
const SEND_DEADLINE_MS = 30_000;
const DISCONNECT_DEADLINE_MS = 5_000;

/**
 * The only place that knows KafkaJS. Makes the topics that are missing, then connects.
 *
 * @param source  the service's name: client id, and the source of its events
 */
export async function createKafka(options: { brokers: string[]; source: string; log: Logger }): Promise<KafkaDoor> {
  const { brokers, source, log } = options;
  const kafka = new Kafka({
    brokers,
    clientId: source,
    logCreator: kafkaLogger(log),
    connectionTimeout: 5_000,
    requestTimeout: 20_000,
    retry: { initialRetryTime: 200, maxRetryTime: 5_000, retries: 12 },
  });
  await createMissingTopics(kafka);
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 5, allowAutoTopicCreation: false });
  await producer.connect();
  const consumers: { isRunning(): boolean }[] = [];
  const events = createEventProducer(producer, source);
  return {
    producer: events,
    async consume(consumerOptions) {
      const consumer = await startConsumer(kafka, events, log, consumerOptions);
      consumers.push(consumer);
      return consumer;
    },
    isReady: () => consumers.every((consumer) => consumer.isRunning()),
    stop: () => withDeadline(producer.disconnect(), DISCONNECT_DEADLINE_MS),
  };
}

function createEventProducer(producer: Producer, source: string): EventProducer {
  const sendEncoded = async (messages: readonly EncodedMessage[]) => {
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
