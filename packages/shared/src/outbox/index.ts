export { enqueue } from './enqueue.ts';
export { OUTBOX_MIGRATIONS } from './migrations.ts';
export { type OutboxRelay, startOutboxRelay } from './relay.ts';
