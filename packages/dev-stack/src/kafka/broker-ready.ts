import { Kafka, logLevel } from 'kafkajs';

const PROBE_GROUP = 'dev-stack-readiness';

/**
 * Passes when the broker is in its own metadata and coordinates consumer groups: a service needs both to start.
 * An open port is not enough, because coordinators load after it opens.
 *
 * @throws Error of the Kafka client until then
 */
export async function checkBroker(brokers: string): Promise<void> {
  const kafka = new Kafka({
    clientId: PROBE_GROUP,
    brokers: brokers.split(','),
    connectionTimeout: 2_000,
    retry: { retries: 0 },
    // KafkaJS logs "not ready yet" as an error.
    logLevel: logLevel.NOTHING,
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    const cluster = await admin.describeCluster();
    if (cluster.brokers.length === 0) throw new Error('The broker is not registered with its controller yet.');
    await admin.describeGroups([PROBE_GROUP]);
  } finally {
    await admin.disconnect();
  }
}
