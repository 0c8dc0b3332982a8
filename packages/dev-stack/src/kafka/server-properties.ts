const SIXTEEN_MIB = 16 * 1024 * 1024;

export interface BrokerProperties {
  port: number;
  /** Port of the KRaft controller in the same process; no client uses it. */
  controllerPort: number;
  dataFolder: string;
  settings?: Readonly<Record<string, string>> | undefined;
}

/** A properties file for one Apache Kafka node that is both broker and controller. */
export function serverProperties({ port, controllerPort, dataFolder, settings: more = {} }: BrokerProperties): string {
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'log.dirs': dataFolder.replaceAll('\\', '/'),
    // The services create their topics, with the number of partitions they need.
    'auto.create.topics.enable': false,
    // The first message reaches a new group 0.5 s after it subscribes, instead of 3.5 s.
    'group.initial.rebalance.delay.ms': 0,
    // Fits a batch of 1,000 objects whose keys have S3's greatest length.
    'message.max.bytes': SIXTEEN_MIB,
    'replica.fetch.max.bytes': SIXTEEN_MIB,
    // One node: nothing to replicate to.
    'default.replication.factor': 1,
    'offsets.topic.replication.factor': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    // Kafka's default of 50 partitions is for clusters; fewer make the first start faster.
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.num.partitions': 4,
    'log.index.size.max.bytes': 1024 * 1024,
    // Only the offsets of a few groups are compacted. Kafka's default of 128 MiB is 40 % of the broker's memory here.
    'log.cleaner.dedupe.buffer.size': 2 * 1024 * 1024,
    // An idle broker takes a third less without the record that it writes to itself twice a second, and with fewer of
    // the threads that look for work several times a second.
    'metadata.max.idle.interval.ms': 0,
    'num.io.threads': 2,
    'num.network.threads': 2,
    'background.threads': 2,
    ...more,
  };
  return `${Object.entries(settings)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')}\n`;
}
