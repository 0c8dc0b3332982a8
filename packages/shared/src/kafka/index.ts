export { createKafka, type EventProducer, type KafkaDoor } from './door.ts';
export { type EventHandler, handle, type MessageContext } from './handler.ts';
