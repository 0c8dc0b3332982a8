import { waitForPass } from '../processes/wait-until-ready.ts';
import type { BrokerOptions, RunningBroker } from './broker.ts';
import { checkBroker } from './broker-ready.ts';

/** The same version as in kafka/pom.xml. */
const IMAGE = 'apache/kafka:4.3.1';
const READY_WITHIN_MS = 90_000;

/**
 * Starts Apache Kafka in a container, for machines without Java. Its data end with the container.
 * A second start finds empty topics. Nothing is lost, because PostgreSQL holds what is not yet processed.
 *
 * @throws Error of the container engine
 */
export async function startDockerBroker({ port }: BrokerOptions): Promise<RunningBroker> {
  const { GenericContainer } = await import('testcontainers');
  const container = await new GenericContainer(IMAGE)
    .withExposedPorts({ container: 9092, host: port })
    .withEnvironment({
      KAFKA_NODE_ID: '1',
      KAFKA_PROCESS_ROLES: 'broker,controller',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
      KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
      KAFKA_LISTENERS: 'PLAINTEXT://0.0.0.0:9092,CONTROLLER://localhost:9093',
      KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${port}`,
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
      KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
      KAFKA_MESSAGE_MAX_BYTES: '16777216',
      KAFKA_REPLICA_FETCH_MAX_BYTES: '16777216',
      KAFKA_LOG_CLEANER_DEDUPE_BUFFER_SIZE: '2097152',
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
    })
    .start();
  const brokers = `127.0.0.1:${port}`;
  await waitForPass('Kafka', () => checkBroker(brokers), READY_WITHIN_MS);
  return {
    brokers,
    stop: async () => {
      await container.stop();
    },
  };
}
