export { type DeadLetter, type DeadLetterStore, openDeadLetters } from './dead-letters/dead-letter-store.ts';
export { createKafka, type KafkaDoor } from './door.ts';
export { afterDeadLetter, type EventHandler, handle } from './handler.ts';
export type { EventProducer } from './producer.ts';
