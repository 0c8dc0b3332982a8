import { type ICustomPartitioner, Partitioners } from 'kafkajs';

/**
 * KafkaJS's default partitioner, which hashes a key as Java's client does. Most messages of a request have the key of
 * the message before, whose partition is remembered.
 */
export const partitionByKey: ICustomPartitioner = () => {
  const partitionOf = Partitioners.DefaultPartitioner();
  let last = { topic: '', key: '', partitions: 0, partition: 0 };
  return (args) => {
    const { topic, partitionMetadata, message } = args;
    const { key } = message;
    const partitions = partitionMetadata.length;
    if (typeof key !== 'string') return partitionOf(args);
    if (key !== last.key || topic !== last.topic || partitions !== last.partitions) {
      last = { topic, key, partitions, partition: partitionOf(args) };
    }
    return last.partition;
  };
};
