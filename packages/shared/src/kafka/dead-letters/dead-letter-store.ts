import { randomUUID } from 'node:crypto';
import type { Admin, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import type { KafkaSettings } from '../../config/index.ts';
import type { Running } from '../../lifecycle/index.ts';
import type { Logger } from '../../log/index.ts';
import { connectKafka } from '../client.ts';
import { createEventProducer } from '../producer.ts';
import { MAX_MESSAGE_BYTES } from '../topics.ts';
import { withDeadline } from '../with-deadline.ts';
import { DEAD_LETTER_SUFFIX } from './dead-letter.ts';
import { copyOf, headerOf, isCut } from './raw-message.ts';

/** A message that could not be handled, as stored in the dead-letter topic. */
export interface DeadLetter {
  /** The original topic, without `.dlq`. */
  topic: string;
  /** Its position in the dead-letter topic. */
  partition: number;
  offset: string;
  storedAt: Date;
  reason: string;
  /** Of the original message, even if the dead letter is cut. */
  sizeBytes: number;
  sha256: string;
  isCut: boolean;
  message: Pick<KafkaMessage, 'key' | 'headers' | 'value'>;
}

/** The operator's access to dead letters: list, replay and delete them. */
export interface DeadLetterStore extends Running {
  /** Calls `see` for each dead letter that the topic has now, in their order; one at a time is in memory. */
  read(topic: string, see: (letter: DeadLetter) => Promise<void> | void): Promise<void>;
  /** Sends the original message to its topic again. The dead letter stays. */
  replay(letter: DeadLetter): Promise<void>;
  /**
   * Deletes every dead letter of the partition up to the offset, which is included: Kafka deletes from the beginning.
   */
  dropThrough(topic: string, partition: number, offset: string): Promise<void>;
}

const READ_DEADLINE_MS = 120_000;
const CLOSE_DEADLINE_MS = 10_000;

export async function openDeadLetters(settings: KafkaSettings, log: Logger): Promise<DeadLetterStore> {
  const kafka = await connectKafka(settings, 'dlq', log);
  const admin = kafka.admin();
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await admin.connect();
  await producer.connect();
  const events = createEventProducer(producer, 'dlq');
  return {
    read: (topic, see) => readDeadLetters(kafka, admin, topic, see),
    replay: ({ topic, message }) => events.sendEncoded([copyOf(message, topic)]),
    dropThrough: (topic, partition, offset) =>
      admin.deleteTopicRecords({
        topic: `${topic}${DEAD_LETTER_SUFFIX}`,
        partitions: [{ partition, offset: String(BigInt(offset) + 1n) }],
      }),
    async stop() {
      await withDeadline(Promise.all([producer.disconnect(), admin.disconnect()]), CLOSE_DEADLINE_MS);
    },
  };
}

async function readDeadLetters(
  kafka: Kafka,
  admin: Admin,
  topic: string,
  see: (letter: DeadLetter) => Promise<void> | void,
): Promise<void> {
  const deadTopic = `${topic}${DEAD_LETTER_SUFFIX}`;
  const offsets = await admin.fetchTopicOffsets(deadTopic);
  const ends = new Map(
    offsets.filter(({ low, high }) => low !== high).map(({ partition, high }) => [partition, BigInt(high)]),
  );
  if (ends.size === 0) return;
  const groupId = `dlq.${randomUUID()}`;
  const consumer = kafka.consumer({ groupId, maxBytesPerPartition: MAX_MESSAGE_BYTES });
  const done = Promise.withResolvers<void>();
  const seeBatch = async ({ batch, resolveOffset, heartbeat }: EachBatchPayload) => {
    const end = ends.get(batch.partition);
    if (end === undefined) return;
    for (const message of batch.messages) {
      if (BigInt(message.offset) < end) await see(deadLetter(topic, batch.partition, message));
      resolveOffset(message.offset);
      await heartbeat();
    }
    if (BigInt(batch.lastOffset()) + 1n >= end) ends.delete(batch.partition);
    if (ends.size === 0) done.resolve();
  };
  const eachBatch = (payload: EachBatchPayload) => seeBatch(payload).catch(done.reject);
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [deadTopic], fromBeginning: true });
    await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch });
    await withDeadline(done.promise, READ_DEADLINE_MS);
  } finally {
    await withDeadline(consumer.disconnect(), CLOSE_DEADLINE_MS);
    await admin.deleteGroups([groupId]);
  }
}

function deadLetter(topic: string, partition: number, message: KafkaMessage): DeadLetter {
  return {
    topic,
    partition,
    offset: message.offset,
    storedAt: new Date(Number(message.timestamp)),
    reason: headerOf(message, 'dlq-reason'),
    sizeBytes: Number(headerOf(message, 'dlq-size') || (message.value?.length ?? 0)),
    sha256: headerOf(message, 'dlq-sha256'),
    isCut: isCut(message),
    message,
  };
}
