import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startProgram } from '../start-program.ts';
import { type BenchStack, startBenchStack } from './stack.ts';

export const BUCKET = 'bench-bucket';

/** What the S3 stand-in serves; see its options. */
export interface BucketOptions {
  shape?: string;
  count: number | string;
  'list-ms'?: number | string;
  'read-ms'?: number | string;
}

/**
 * Starts a stack whose S3 is the stand-in, with data rows for any number of objects.
 *
 * @param settings  further environment of the services
 */
export async function startOnBucket(
  options: BucketOptions,
  settings: NodeJS.ProcessEnv = {},
): Promise<{ stack: BenchStack; s3Url: string; stop(): Promise<void> }> {
  const standIn = await startStandIn(options);
  const stack = await startBenchStack(standIn.url, settings).catch(async (error) => {
    await standIn.stop();
    throw error;
  });
  const stop = async () => {
    await stack.stop();
    await standIn.stop();
  };
  await raiseLimit(stack).catch(async (error) => {
    await stop();
    throw error;
  });
  return { stack, s3Url: standIn.url, stop };
}

/** The S3 stand-in alone. */
export function startStandIn(options: BucketOptions) {
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  return startProgram('bench/s3-stand-in/main.ts', { args: ['--bucket', BUCKET, ...args] });
}

/** Every sync adds its objects to one organization. */
async function raiseLimit(stack: BenchStack): Promise<void> {
  const args = ['services/assets/src/commands/org.ts', 'set', 'acme', '--plan', 'PAID', '--rows', '1000000000'];
  await promisify(execFile)(process.execPath, args, { env: { ...process.env, BUCKET_SYNC_STATE: stack.folder } });
}
