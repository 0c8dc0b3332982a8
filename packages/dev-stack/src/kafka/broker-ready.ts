import { Kafka, logLevel } from 'kafkajs';

const PROBE_GROUP = 'dev-stack-readiness';

/**
 * Passes when the broker answers with itself in its metadata and coordinates consumer groups: what a service needs at
 * its start. (A listening port says neither: coordinators load after it opens.)
 *
 * @throws Error of the client while it is not so
 */
export async function checkBroker(brokers: string): Promise<void> {
  const kafka = new Kafka({
    clientId: PROBE_GROUP,
    brokers: brokers.split(','),
    connectionTimeout: 2_000,
    retry: { retries: 0 },
    // It logs as errors what only says "not yet".
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
