import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { BatchInspected } from '@bucket-sync/shared/contracts';
import {
  createBucketLister,
  createBucketReader,
  createBucketSessions,
  createConcurrencyLimit,
  createS3Client,
} from '../../src/aws/index.ts';
import type { BucketTarget, ReadableObject } from '../../src/domain/ports.ts';
import { createInspector, verdictWithoutReading } from '../../src/media/index.ts';
import { createReadHealth } from '../../src/usecases/inspection/read-health.ts';
import type { SandboxBucket } from './sandbox-bucket.ts';

const MEDIA = join(import.meta.dirname, '../../../../packages/dev-stack/sample/media');

export const photo = readFileSync(join(MEDIA, 'photo-1.jpg'));
export const turned = readFileSync(join(MEDIA, 'orientation-6.jpg'));

/** The parts that an inspection needs, and the batches that it sends. */
export async function startInspection(
  bucket: SandboxBucket,
  sampleKnown: (target: BucketTarget) => Promise<ReadableObject[]> = async () => [],
) {
  const session = await bucket.openSession('');
  const sessions = createBucketSessions(async () => session);
  const pause = (ms: number, signal?: AbortSignal) => delay(ms, undefined, { signal });
  const s3 = createS3Client({ sessions, endpointUrl: bucket.sandbox.url, forcePathStyle: true, pause });
  const reader = createBucketReader(s3);
  const inspector = createInspector({ workers: 1 });
  const sent: BatchInspected[] = [];
  return {
    sent,
    parts: {
      lister: createBucketLister(s3),
      reader,
      inspector,
      verdictWithoutReading,
      whenReplaced: async () => {},
      limit: createConcurrencyLimit({ connection: { start: 64, most: 64 }, process: 64 }),
      health: createReadHealth({ sampleKnown, reader }),
      intake: { send: async (batch: BatchInspected) => void sent.push(batch) },
    },
    async stop() {
      await inspector.stop();
      await s3.stop();
    },
  };
}
