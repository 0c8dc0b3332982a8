import { type logCreator, logLevel } from 'kafkajs';
import type { Logger } from '../log/index.ts';

/** Transient conditions that KafkaJS logs as errors while the broker starts or groups rebalance. */
const PASSING = new RegExp(
  'coordinator|rebalanc|not aware of this member|leader|topic-partition|Connection error|' +
    'Response (Offset|Heartbeat|Metadata)',
  'i',
);

/** Maps the logger of KafkaJS to ours. */
export function kafkaLogger(log: Logger): logCreator {
  return () => (entry) => {
    const { message, error, groupId, broker, retryCount } = entry.log;
    const fields = { client: 'kafkajs', groupId, broker, retryCount, ...(error && { reason: error }) };
    if (entry.level === logLevel.ERROR && !PASSING.test(`${message} ${error ?? ''}`)) log.error(fields, message);
    else if (entry.level <= logLevel.WARN) log.debug(fields, message);
  };
}
