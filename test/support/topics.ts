import { randomUUID } from 'node:crypto';
import { eventually } from '@bucket-sync/shared/testing';
import { type Admin, Kafka, logLevel } from 'kafkajs';
import { endpoints } from './system.ts';

export interface Message {
  specversion: string;
  type: string;
  key: string;
  text: string;
}

/** A consumer outside our services, which knows only the public topics. */
export const aStranger = () =>
  new Kafka({ brokers: [endpoints().kafkaBrokers], clientId: 'stranger', logLevel: logLevel.NOTHING });

/**
 * All messages of these topics, read from the beginning until `isAll` is true.
 *
 * Kafka keeps the order within a partition only. `isAll` therefore names everything that the caller waits for: the last
 * message of one topic does not prove that another topic is complete.
 */
export async function messagesOn(topics: string[], isAll: (messages: Message[]) => boolean): Promise<Message[]> {
  const kafka = aStranger();
  const [admin, consumer] = [
    kafka.admin(),
    kafka.consumer({ groupId: `stranger.${randomUUID()}`, maxWaitTimeInMs: 200 }),
  ];
  await Promise.all([admin.connect(), consumer.connect()]);
  await consumer.subscribe({ topics, fromBeginning: true });
  const messages: Message[] = [];
  const next = new Map<string, bigint>();
  await consumer.run({
    eachMessage: async ({ topic, partition, message }) => {
      messages.push({
        specversion: String(message.headers!.ce_specversion),
        type: String(message.headers!.ce_type),
        key: String(message.key),
        text: String(message.value),
      });
      next.set(`${topic}/${partition}`, BigInt(message.offset) + 1n);
    },
  });
  await eventually(() => {
    if (!isAll(messages)) throw new Error(`${messages.length} messages, and not yet all`);
  });
  const ends = await endsOf(admin, topics);
  await eventually(() => {
    const behind = ends.filter(({ name, end }) => (next.get(name) ?? 0n) < end);
    if (behind.length > 0) throw new Error(`not yet read to the end: ${behind.map(({ name }) => name).join(', ')}`);
  });
  await Promise.all([admin.disconnect(), consumer.disconnect()]);
  return messages;
}

async function endsOf(admin: Admin, topics: string[]) {
  const offsets = await Promise.all(topics.map((topic) => admin.fetchTopicOffsets(topic)));
  return offsets
    .flatMap((partitions, n) =>
      partitions.map(({ partition, offset }) => ({ name: `${topics[n]}/${partition}`, end: BigInt(offset) })),
    )
    .filter(({ end }) => end > 0n);
}
