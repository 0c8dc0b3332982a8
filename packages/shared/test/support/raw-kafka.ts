import { randomUUID } from 'node:crypto';
import { kafkaBrokers } from '@bucket-sync/shared/testing';
import { type IHeaders, Kafka, type KafkaMessage, logLevel, type Message } from 'kafkajs';

/** A client that knows nothing of our messages. */
export const stranger = () => new Kafka({ brokers: kafkaBrokers(), clientId: 'stranger', logLevel: logLevel.NOTHING });

export async function sendRaw(topic: string, messages: Message[]): Promise<void> {
  const producer = stranger().producer();
  await producer.connect();
  await producer.send({ topic, messages });
  await producer.disconnect();
}

/** Reads the topic from its beginning until `count` messages match. */
export async function readTopic(
  topic: string,
  isWanted: (message: KafkaMessage) => boolean,
  count: number,
): Promise<KafkaMessage[]> {
  const consumer = stranger().consumer({ groupId: randomUUID(), maxBytesPerPartition: 20_000_000 });
  const found: KafkaMessage[] = [];
  const enough = Promise.withResolvers<void>();
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => {
      if (isWanted(message) && found.push(message) >= count) enough.resolve();
    },
  });
  await enough.promise;
  await consumer.disconnect();
  return found;
}

/** The headers as text. */
export const texts = (headers: IHeaders | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]));
