export { cpuTimeMs } from './cpu-time.ts';
export { createTestDatabase, type TestDatabase } from './database.ts';
export { createUpgradedDatabase, readEarlierState } from './earlier-database.ts';
export { eventually } from './eventually.ts';
export { randomNumbers } from './random-numbers.ts';
export { kafkaBrokers, silentLog } from './stack.ts';
export { type WaitingMessage, waitingMessages } from './waiting-messages.ts';
