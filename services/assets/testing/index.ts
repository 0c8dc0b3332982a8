/** The internals of this service that benchmarks and system tests may import. They import nothing else of it. */
import { fileURLToPath } from 'node:url';

export { commandOf, losslessCommand } from '../src/domain/fixes/command.ts';
export type { Fix, FixableFile, FixKind } from '../src/domain/fixes/fix.ts';
export { fixesOf } from '../src/domain/fixes/fixes-of.ts';
export { repairScript } from '../src/domain/fixes/script/repair-script.ts';
export { createDatasetStore } from '../src/postgres/datasets/store-within-limit.ts';
export { insertAssets } from '../src/postgres/intake/asset-store.ts';
export { createIntakeTransactions } from '../src/postgres/intake/intake-transaction.ts';
export { ingestBatch } from '../src/usecases/ingest-batch.ts';
export { aBatch, accepted } from './builders.ts';
export { copyStraight, insertOneByOne } from './ordinary-stores.ts';
export { seedAssets } from './seed-assets.ts';

export const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));
