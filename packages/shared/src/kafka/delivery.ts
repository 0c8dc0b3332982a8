import type { KafkaMessage } from 'kafkajs';
import type { Logger } from '../log/index.ts';
import type { EventHandler } from './handler.ts';
import type { EventProducer } from './producer.ts';

/** One message as a consumer received it, and what handling it takes. */
export interface Delivery {
  topic: string;
  partition: number;
  message: KafkaMessage;
  handlers: readonly EventHandler[];
  producer: EventProducer;
  /** True where a store that every message needs is away: trying again later helps, however long that takes. */
  isOutage: (error: unknown) => boolean;
  /** Aborts when the consumer stops or loses the partition. */
  signal: AbortSignal;
  log: Logger;
}
