import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
} from '@aws-sdk/client-s3';
import { startSandbox } from '@bucket-sync/aws-sandbox';
import { type FixableFile, repairScript } from '../../../../assets/testing/index.ts';
import { run } from './tools.ts';
import { startWarmAws } from './warm-aws.ts';

const CUSTOMER = {
  alias: 'customer',
  accountId: '111122223333',
  accessKeyId: 'AKIAEXAMPLECUSTOMER0',
  secretAccessKey: 'secret',
};

export interface Ended {
  code?: number;
  stdout: string;
  stderr: string;
}

export type CustomerBucket = Awaited<ReturnType<typeof startCustomerBucket>>;

/** The bucket `photos` of a customer who runs repair scripts with the aws command line. */
export async function startCustomerBucket() {
  const folder = mkdtempSync(join(tmpdir(), 'repair-'));
  const sandbox = await startSandbox({ dataDir: join(folder, 'aws'), accounts: [CUSTOMER] });
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const env: Record<string, string> = {
    PATH: `${bin}:${process.env.PATH}`,
    HOME: folder,
    LC_ALL: 'C.UTF-8',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: CUSTOMER.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CUSTOMER.secretAccessKey,
  };
  const aws = await startWarmAws(folder, sandbox.url, env);
  /** @param before  lines of a shell that run before each call */
  const interceptAws = (before: string): void =>
    writeFileSync(join(bin, 'aws'), `#!/bin/sh\n${before}\n${aws.line}\n`, { mode: 0o755 });
  interceptAws('');
  const s3 = new S3Client({
    region: 'us-east-1',
    endpoint: sandbox.url,
    forcePathStyle: true,
    credentials: CUSTOMER,
  });
  await s3.send(new CreateBucketCommand({ Bucket: 'photos' }));
  const bucketDir = sandbox.bucketDir('photos');
  return {
    folder,
    bucketDir,
    interceptAws,
    /** Installs a program before those of the path. */
    install: (program: string, lines: readonly string[]) =>
      writeFileSync(join(bin, program), ['#!/bin/sh', ...lines].join('\n'), { mode: 0o755 }),
    uninstall: (program: string) => rmSync(join(bin, program)),
    put: (Key: string, path: string, options: Partial<PutObjectCommandInput> = {}) =>
      s3.send(new PutObjectCommand({ Bucket: 'photos', Key, Body: readFileSync(path), ...options })),
    head: (Key: string) => s3.send(new HeadObjectCommand({ Bucket: 'photos', Key })),
    async tagsOf(Key: string) {
      return (await s3.send(new GetObjectTaggingCommand({ Bucket: 'photos', Key }))).TagSet;
    },
    /** Runs the script for these files. A script that ends with an error is an answer, too. */
    repair(
      files: readonly FixableFile[],
      options: readonly string[] = [],
      settings: Record<string, string> = {},
    ): Promise<Ended> {
      writeFileSync(join(folder, 'repair.sh'), repairScript({ bucketName: 'photos', region: 'us-east-1', files }));
      return run('sh', ['repair.sh', ...options], { cwd: folder, env: { ...env, ...settings } }).catch(
        (error: Ended) => error,
      );
    },
    /** A digest of each object's bytes. */
    contents(): Record<string, string> {
      const names = readdirSync(bucketDir, { recursive: true, encoding: 'utf8' });
      const files = names.filter((name) => statSync(join(bucketDir, name)).isFile());
      return Object.fromEntries(files.map((name) => [name, digestOf(readFileSync(join(bucketDir, name)))]));
    },
    async stop() {
      s3.destroy();
      await aws.stop();
      await sandbox.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const digestOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
