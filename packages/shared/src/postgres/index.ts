export { binaryArray, type ElementType } from './binary-array.ts';
export { deletePortion } from './delete-portion.ts';
export { migrate } from './migrate.ts';
export { createPool, isConnectionError, type Pool, tlsOption } from './pool.ts';
export { type PreparedStatement, prepared } from './prepared.ts';
export { refuseBadSettings } from './refuse-bad-settings.ts';
export { together } from './together.ts';
export { inTransaction, type Queryable, type Transaction } from './transaction.ts';
