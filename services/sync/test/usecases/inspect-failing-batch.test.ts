import { AppError } from '@bucket-sync/shared/errors';
import { newId } from '@bucket-sync/shared/ids';
import pLimit from 'p-limit';
import { expect, test } from 'vitest';
import type { BucketLister, RunLedger } from '../../src/domain/ports.ts';
import type { Run } from '../../src/domain/run.ts';
import { inspectBatch } from '../../src/usecases/inspect-batch.ts';
import { aBatch } from '../support/builders.ts';

test('a batch that fails gives up the objects that it has not begun', async () => {
  const run = { id: newId(), organizationId: 'acme', connectionId: newId(), datasetId: newId() } as Run;
  const keys = Array.from({ length: 250 }, (_, n) => `${n}.jpg`);
  const limit = pLimit(4);
  let reads = 0;
  const inspecting = inspectBatch(
    {
      ledger: { isRunning: async () => true } as unknown as RunLedger,
      lister: {} as BucketLister,
      reader: {
        rangesOf: () => async () => {
          reads += 1;
          await new Promise(setImmediate);
          throw new AppError('THROTTLED');
        },
      },
      inspector: {
        inspect: async (_object, read) => {
          await read(0, 1);
          throw new Error('S3 has answered');
        },
      },
      limit,
      verdictWithoutReading: () => null,
      intake: { send: async () => {} },
    },
    aBatch(run, '0.0.0', keys),
    new AbortController().signal,
  );
  await expect(inspecting).rejects.toMatchObject({ code: 'THROTTLED' });
  // Behind all that the batch still has waiting.
  await limit(async () => {});
  expect(reads).toBeLessThanOrEqual(8);
});
