import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import {
  type BucketTarget,
  createBucketLister,
  createS3Client,
  listBucket,
} from '../../services/sync/testing/index.ts';
import { BUCKET, startStandIn } from '../end-to-end/on-bucket.ts';
import { countersOf } from '../end-to-end/rounds.ts';
import { SHAPES } from '../s3-stand-in/shapes.ts';

const TARGET: BucketTarget = { organizationId: 'bench', connectionId: 'bench', runId: 'bench' };
const LARGEST_OUTPUT = 256 * 2 ** 20;

/** Lists each shape of a bucket with rclone and with our engine, which gets no hint. */
export async function* measureListings({ count, listMs }: { count: number; listMs: number }): AsyncGenerator<string> {
  yield 'shape          rclone keys/s     ours keys/s    ratio   our pages / least';
  for (const shape of Object.keys(SHAPES)) {
    const standIn = await startStandIn({ shape, count, 'list-ms': listMs });
    try {
      // Both find the pages of the stand-in rendered: a first listing does not count.
      await listWithOurs(standIn.url);
      await countersOf(standIn.url);
      const ours = await timed(() => listWithOurs(standIn.url));
      const { lists } = await countersOf(standIn.url);
      const rclone = await timed(() => listWithRclone(standIn.url));
      for (const { keys } of [ours, rclone])
        if (keys !== count) throw new Error(`${keys} of ${count} keys were listed`);
      yield [
        shape.padEnd(12),
        (count / rclone.seconds).toFixed(0).padStart(16),
        (count / ours.seconds).toFixed(0).padStart(16),
        `${(rclone.seconds / ours.seconds).toFixed(1)}x`.padStart(9),
        `${lists} / ${Math.ceil(count / 1_000)}`.padStart(20),
      ].join('');
    } finally {
      await standIn.stop();
    }
  }
}

async function timed(list: () => Promise<number>): Promise<{ keys: number; seconds: number }> {
  const began = performance.now();
  const keys = await list();
  return { keys, seconds: (performance.now() - began) / 1_000 };
}

async function listWithOurs(url: string): Promise<number> {
  const session = {
    bucketName: BUCKET,
    prefix: '',
    region: 'eu-central-1',
    accountId: '000000000000',
    accessKeyId: 'bench',
    secretAccessKey: 'bench',
    sessionToken: 'bench',
    expiresAt: new Date(Date.now() + 3_600_000),
  };
  const s3 = createS3Client({
    sessions: { get: async () => session, drop: () => {} },
    endpointUrl: url,
    forcePathStyle: true,
    pause: async () => {},
  });
  try {
    return await listBucket(createBucketLister(s3), TARGET);
  } finally {
    await s3.stop();
  }
}

async function listWithRclone(url: string): Promise<number> {
  const args = ['lsf', '--fast-list', '-R', `:s3:${BUCKET}`, '--config', '/dev/null'];
  const options = ['--s3-provider', 'Other', '--s3-endpoint', url, '--s3-list-version', '2'];
  const keys = ['--s3-access-key-id', 'bench', '--s3-secret-access-key', 'bench', '--files-only'];
  // Settings of the environment for AWS clients, such as certificates, are not for the stand-in.
  const env = { PATH: process.env.PATH };
  const all = [...args, ...options, ...keys];
  const { stdout } = await promisify(execFile)('rclone', all, { maxBuffer: LARGEST_OUTPUT, env });
  return stdout.trimEnd().split('\n').length;
}
