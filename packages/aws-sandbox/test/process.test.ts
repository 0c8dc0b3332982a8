import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { CreateBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, onTestFinished, test } from 'vitest';
import { aFolder, CUSTOMER } from './fixture.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

function startProcess(env: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function urlOf(child: ChildProcess): Promise<string> {
  const [line] = (await once(child.stdout!, 'data')) as [Buffer];
  return /http:\/\/\S+/.exec(line.toString())![0];
}

function client(endpoint: string): S3Client {
  const { accessKeyId, secretAccessKey } = CUSTOMER;
  const s3 = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
  });
  onTestFinished(() => s3.destroy());
  return s3;
}

test('the process prints its address, loses nothing when killed, and stops on SIGTERM', async () => {
  const env = { DATA_DIR: aFolder(), ACCOUNTS: JSON.stringify([CUSTOMER]) };
  const first = startProcess(env);
  const url = await urlOf(first);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  await client(url).send(new CreateBucketCommand({ Bucket: 'kept-bucket' }));
  first.kill('SIGKILL');
  await once(first, 'exit');

  const second = startProcess(env);
  const again = await client(await urlOf(second)).send(new ListBucketsCommand({}));
  expect(again.Buckets!.map(({ Name }) => Name)).toEqual(['kept-bucket']);
  second.kill('SIGTERM');
  expect(await once(second, 'exit')).toEqual([0, null]);
});

test('the process names every invalid variable', async () => {
  const child = startProcess({ PORT: 'http', ACCOUNTS: '{}' });
  const errors = child.stderr!.toArray();
  expect(await once(child, 'exit')).toEqual([1, null]);
  const text = Buffer.concat(await errors).toString();
  expect(text).toContain(
    'PORT must be a number, not "http"; DATA_DIR must name a folder; ACCOUNTS must be a JSON list',
  );
});
