import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client as AwsS3Client, GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { Pool } from 'undici';
import {
  ACCOUNT,
  type BucketTarget,
  compare,
  createBucket,
  createBucketLister,
  createBucketReader,
  createS3Client,
} from '../services/sync/testing/index.ts';
import { startProgram } from './start-program.ts';
import { type BenchTable, inTurns } from './table.ts';

const OBJECTS = 2_000;
const READ_BYTES = 16 * 1024;
const TARGET: BucketTarget = { organizationId: 'bench', connectionId: 'bench', runId: null };

/** What the engine spends on listing, reading and comparing, beside the SDK and the bare ceiling. */
export async function benchSync(): Promise<BenchTable[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bucket-sync-bench-'));
  // Another process: only the client's CPU is counted here.
  const sandbox = await startProgram('packages/aws-sandbox/src/main.ts', {
    env: {
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: dataDir,
      ACCOUNTS: JSON.stringify([ACCOUNT]),
    },
  });
  const bucket = await createBucket(sandbox.url, 'bench');
  try {
    const body = Buffer.alloc(READ_BYTES * 2, 7);
    await inParallel(OBJECTS, 16, (n) => bucket.put(keyOf(n), body));
    return [...(await benchRequests(sandbox.url, bucket)), await benchComparing()];
  } finally {
    bucket.close();
    await sandbox.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

const keyOf = (n: number) => `train/2026-11/${String(n).padStart(6, '0')}.jpg`;

async function benchRequests(url: string, bucket: Awaited<ReturnType<typeof createBucket>>): Promise<BenchTable[]> {
  const session = await bucket.openSession('');
  const s3 = createS3Client({
    sessions: { get: async () => session, drop: () => {} },
    endpointUrl: url,
    forcePathStyle: true,
    pause: async () => {},
  });
  const lister = createBucketLister(s3);
  const reader = createBucketReader(s3);
  const sdk = new AwsS3Client({
    endpoint: url,
    region: session.region,
    credentials: session,
    forcePathStyle: true,
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  const bare = new Pool(url, { connections: 16 });
  const { objects } = await lister.listPage(TARGET, null);
  const Bucket = bucket.bucketName;

  const listing = await inTurns(
    [
      {
        name: 'AWS SDK',
        work: async () => (await sdk.send(new ListObjectsV2Command({ Bucket, Prefix: '' }))).Contents!.length,
      },
      {
        name: 'ours: own signing, a scan for tags',
        work: async () => (await lister.listPage(TARGET, null)).objects.length,
      },
    ],
    { rounds: 20, measure: 'CPU' },
  );
  const reads = 500;
  const reading = await inTurns(
    [
      {
        name: 'AWS SDK',
        work: () =>
          inParallel(reads, 16, async (n) => {
            const { key: Key } = objects[n]!;
            const answer = await sdk.send(new GetObjectCommand({ Bucket, Key, Range: `bytes=0-${READ_BYTES - 1}` }));
            await answer.Body!.transformToByteArray();
          }),
      },
      {
        name: 'ours: own signing, If-Match, retries',
        work: () => inParallel(reads, 16, (n) => reader.rangesOf(TARGET, objects[n]!).read(0, READ_BYTES)),
      },
      {
        name: 'ceiling: undici, unsigned, refused',
        work: () =>
          inParallel(reads, 16, async (n) => {
            const answer = await bare.request({ path: `/${Bucket}/${objects[n]!.key}`, method: 'GET' });
            await answer.body.arrayBuffer();
          }),
      },
    ],
    { rounds: 8, measure: 'CPU' },
  );
  sdk.destroy();
  await Promise.all([s3.stop(), bare.close()]);
  return [
    { title: 'Listing pages of 1,000 keys, by CPU', unit: 'objects', ways: listing },
    { title: 'Ranged reads of 16 KiB, by CPU', unit: 'reads', ways: reading },
  ];
}

/**
 * Compares a page with the known objects: a merge of two sorted sequences, beside the obvious implementation with a
 * map.
 */
async function benchComparing(): Promise<BenchTable> {
  const count = 100_000;
  const listed = Array.from({ length: count }, (_, n) => ({
    key: keyOf(n),
    etag: `${n}`,
    sizeBytes: n,
    lastModified: '2026-11-01T00:00:00.000Z',
    storageClass: null,
    isRestored: false,
  }));
  const known = listed.map(({ key, etag, sizeBytes }) => ({
    key,
    etag,
    sizeBytes,
    unsettledReason: null,
    archivedIn: null,
    isReported: false,
    isAsset: true,
  }));
  const ways = await inTurns(
    [
      {
        name: 'a map of what is known',
        work: () => {
          const byKey = new Map(known.map((object) => [object.key, object]));
          const seen = new Set<string>();
          const fresh = listed.filter(({ key, etag }) => {
            seen.add(key);
            return byKey.get(key)?.etag !== etag;
          });
          const missing = known.filter(({ key }) => !seen.has(key));
          return fresh.length + missing.length + count;
        },
      },
      { name: 'ours: a merge', work: () => compare(listed, known).unchangedCount },
    ],
    { rounds: 10, measure: 'CPU' },
  );
  return { title: 'Comparing a listing with what is known', unit: 'objects', ways };
}

/** @returns count */
async function inParallel(count: number, width: number, work: (n: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (next < count) {
        const n = next;
        next += 1;
        await work(n);
      }
    }),
  );
  return count;
}
