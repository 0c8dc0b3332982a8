import type { Kafka } from 'kafkajs';
import { TOPIC_PARTITIONS, TOPICS } from '../contracts/index.ts';
import { withDeadline } from './with-deadline.ts';

/** A page of 1,000 keys of 1,024 bytes, escaped as JSON at the worst, with everything found about them. */
export const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
const DLQ_RETENTION_HOURS = 28 * 24;
const HOUR_MS = 3_600_000;

/** Creates the topics that the broker does not have yet; several services may do so at once. */
export async function createMissingTopics(kafka: Kafka): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const existing = new Set(await admin.listTopics());
    const wanted = Object.entries(TOPICS).flatMap(([topic, { retentionHours }]) => [
      { topic, numPartitions: TOPIC_PARTITIONS, retentionHours },
      { topic: `${topic}.dlq`, numPartitions: 1, retentionHours: DLQ_RETENTION_HOURS },
    ]);
    const missing = wanted.filter(({ topic }) => !existing.has(topic));
    if (missing.length === 0) return;
    await admin.createTopics({
      waitForLeaders: true,
      topics: missing.map(({ topic, numPartitions, retentionHours }) => ({
        topic,
        numPartitions,
        configEntries: [
          { name: 'retention.ms', value: String(retentionHours * HOUR_MS) },
          { name: 'max.message.bytes', value: String(MAX_MESSAGE_BYTES) },
          { name: 'compression.type', value: 'producer' },
        ],
      })),
    });
  } finally {
    await withDeadline(admin.disconnect(), 5_000);
  }
}
