import type { KafkaSettings } from '../config/index.ts';
import { boundedCheck, type Running } from '../lifecycle/index.ts';
import type { Logger } from '../log/index.ts';
import { connectKafka } from './client.ts';
import { type ConsumerOptions, startConsumer } from './consuming/consumer.ts';
import { choosePartition, createEventProducer, type EventProducer } from './producer.ts';
import { createMissingTopics } from './topics.ts';
import { withDeadline } from './with-deadline.ts';

/** Stop the consumers first: they send with this producer. */
export interface KafkaDoor extends Running {
  producer: EventProducer;
  /** Consumes until it is stopped; resolves when every message sent from now on will be handled. */
  consume(options: ConsumerOptions): Promise<Running>;
  /** Whether a broker answers now, and every consumer has heard from its broker within the last 20 s. */
  isReady(): Promise<boolean>;
}

/** `disconnect` of KafkaJS 2.2.4 may hang, as its `send` may. */
const DISCONNECT_DEADLINE_MS = 5_000;

/**
 * The only place that knows KafkaJS. Makes the topics that are missing, then connects.
 *
 * @param source    the service's name: client id, and the source of its events
 * @param isOutage  true when an error means that a store is unavailable: messages wait for it
 */
export async function createKafka(
  options: KafkaSettings & { source: string; log: Logger; isOutage?: (error: unknown) => boolean },
): Promise<KafkaDoor> {
  const { brokers, tls, sasl, source, log, isOutage = () => false } = options;
  const kafka = await connectKafka({ brokers, tls, sasl }, source, log);
  await createMissingTopics(kafka, log);
  // Not idempotent: KafkaJS 2.2.4 gives the sequence number of a failed request to the next one (sendMessages.js),
  // which the broker then takes for a duplicate and drops. Consumers tolerate duplicates, but not losses.
  const producer = kafka.producer({
    idempotent: false,
    allowAutoTopicCreation: false,
    createPartitioner: choosePartition,
  });
  await producer.connect();
  const admin = kafka.admin();
  await admin.connect();
  const brokerAnswers = boundedCheck(() => admin.describeCluster());
  const consumers: { isRunning(): boolean }[] = [];
  const events = createEventProducer(producer, source);
  return {
    producer: events,
    async consume(consumerOptions) {
      const consumer = await startConsumer(kafka, events, log, { ...consumerOptions, isOutage });
      consumers.push(consumer);
      return consumer;
    },
    isReady: async () => consumers.every((consumer) => consumer.isRunning()) && (await brokerAnswers()),
    async stop() {
      await withDeadline(Promise.all([producer.disconnect(), admin.disconnect()]), DISCONNECT_DEADLINE_MS);
    },
  };
}
