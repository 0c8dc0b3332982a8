import { randomUUID } from 'node:crypto';
import { eventually } from '@bucket-sync/shared/testing';
import { Kafka, logLevel } from 'kafkajs';
import { endpoints } from './system.ts';

/** Every message of these topics as text, read from the beginning by a stranger until `isAll`. */
export async function messagesOn(topics: string[], isAll: (messages: string[]) => boolean): Promise<string[]> {
  const kafka = new Kafka({ brokers: [endpoints().kafkaBrokers], clientId: 'stranger', logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: `stranger.${randomUUID()}` });
  await consumer.connect();
  await consumer.subscribe({ topics, fromBeginning: true });
  const messages: string[] = [];
  await consumer.run({ eachMessage: async ({ message }) => void messages.push(String(message.value)) });
  await eventually(
    () => {
      if (!isAll(messages)) throw new Error(`${messages.length} messages, and not yet all`);
    },
    { withinMs: 25_000 },
  );
  await consumer.disconnect();
  return messages;
}
