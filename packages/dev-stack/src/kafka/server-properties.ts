const SIXTEEN_MIB = 16 * 1024 * 1024;

export interface BrokerPlace {
  port: number;
  /** Of the KRaft controller in the same process; used by nobody else. */
  controllerPort: number;
  dataFolder: string;
  settings?: Readonly<Record<string, string>> | undefined;
}

/** The settings of one Apache Kafka node that is broker and controller at once, as lines of a properties file. */
export function serverProperties({ port, controllerPort, dataFolder, settings: more = {} }: BrokerPlace): string {
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'log.dirs': dataFolder.replaceAll('\\', '/'),
    // Topics are made by the services, with the number of partitions they need.
    'auto.create.topics.enable': false,
    // The first message reaches a new group 0.5 s after it subscribes, instead of 3.5 s.
    'group.initial.rebalance.delay.ms': 0,
    // A batch of 1,000 objects whose keys are as long as keys may be.
    'message.max.bytes': SIXTEEN_MIB,
    'replica.fetch.max.bytes': SIXTEEN_MIB,
    // One node: nothing to replicate to.
    'default.replication.factor': 1,
    'offsets.topic.replication.factor': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    // Fewer files to make at the first start: 50 partitions each are for clusters.
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.num.partitions': 4,
    'log.index.size.max.bytes': 1024 * 1024,
    ...more,
  };
  return `${Object.entries(settings)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')}\n`;
}
