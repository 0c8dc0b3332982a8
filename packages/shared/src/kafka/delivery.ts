import type { KafkaMessage } from 'kafkajs';
import type { Logger } from '../log/index.ts';
import type { FairLimit } from './consuming/fair-limit.ts';
import type { EventHandler } from './handler.ts';
import type { EventProducer } from './producer.ts';

/** One received message, with everything that is needed to handle it. */
export interface Delivery {
  topic: string;
  partition: number;
  message: KafkaMessage;
  handlers: readonly EventHandler[];
  producer: EventProducer;
  /** Bounds the handlers that run at the same time in this consumer. */
  limit: FairLimit;
  /** True when a store that every message needs is unavailable: the message is retried until the store is back. */
  isOutage: (error: unknown) => boolean;
  /** Aborts when the consumer stops or loses the partition. */
  signal: AbortSignal;
  log: Logger;
}
