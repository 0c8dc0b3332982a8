import { setTimeout as delay } from 'node:timers/promises';
import type { Admin, Kafka } from 'kafkajs';
import { TOPIC_PARTITIONS, TOPICS } from '../contracts/index.ts';
import type { Logger } from '../log/index.ts';
import { COMPRESSION, correctCompression } from './topic-compression.ts';
import { withDeadline } from './with-deadline.ts';

/** A page of 1,000 keys of 1,024 bytes, escaped as JSON at the worst, with everything found about them. */
export const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
const DLQ_RETENTION_HOURS = 28 * 24;
const HOUR_MS = 3_600_000;

/**
 * Creates the topics that the broker does not have yet, and waits until they can be used; several services may do so at
 * once.
 */
export async function createMissingTopics(kafka: Kafka, log: Logger): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const existing = new Set(await admin.listTopics());
    const required = Object.entries(TOPICS).flatMap(([topic, { retentionHours }]) => [
      { topic, numPartitions: TOPIC_PARTITIONS, retentionHours },
      { topic: `${topic}.dlq`, numPartitions: 1, retentionHours: DLQ_RETENTION_HOURS },
    ]);
    const missing = required.filter(({ topic }) => !existing.has(topic));
    if (missing.length > 0) {
      await admin.createTopics({
        waitForLeaders: true,
        topics: missing.map(({ topic, numPartitions, retentionHours }) => ({
          topic,
          numPartitions,
          configEntries: [
            { name: 'retention.ms', value: String(retentionHours * HOUR_MS) },
            { name: 'max.message.bytes', value: String(MAX_MESSAGE_BYTES) },
            { name: 'compression.type', value: COMPRESSION },
          ],
        })),
      });
    }
    await Promise.all(required.map(({ topic }) => untilUsable(admin, topic)));
    await correctCompression(
      admin,
      required.map(({ topic }) => topic).filter((topic) => existing.has(topic)),
      log,
    );
  } finally {
    await withDeadline(admin.disconnect(), 5_000);
  }
}

const USABLE_WITHIN_MS = 20_000;
const PAUSE_MS = 100;

/**
 * After a topic is made, its metadata names the leaders about a second before they respond. A consumer of new messages
 * that starts earlier would find the end of the log too late.
 */
async function untilUsable(admin: Admin, topic: string): Promise<void> {
  const deadline = performance.now() + USABLE_WITHIN_MS;
  for (;;) {
    try {
      await admin.fetchTopicOffsets(topic);
      return;
    } catch (error) {
      // KafkaJS's errors state whether they are retriable.
      const isNew = error instanceof Error && 'retriable' in error && error.retriable === true;
      if (!isNew || performance.now() > deadline) throw error;
      await delay(PAUSE_MS);
    }
  }
}
