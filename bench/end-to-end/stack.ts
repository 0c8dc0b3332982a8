import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '@bucket-sync/dev-stack/system';

const PARTS = ['gateway', 'connections', 'sync', 'assets', 'issuer', 'sandbox', 'postgres', 'kafka'] as const;
const SERVICES = ['sync', 'assets', 'connections', 'gateway'] as const;
const READY_WITHIN_MS = 180_000;

/** The whole stack as `npm start` starts it, in a folder and on ports of its own, with another S3. */
export interface BenchStack {
  folder: string;
  gatewayUrl: string;
  awsEndpointUrl: string;
  databaseUrl: string;
  token: string;
  /** Of another organization. */
  otherToken: string;
  /** Base URLs of the four services. */
  urls: Record<string, string>;
  customer: { accountId: string; accessKeyId: string; secretAccessKey: string };
  /** Process ids by name: the four services, PostgreSQL and Kafka. */
  pids: Record<string, number>;
  stop(): Promise<void>;
}

/** @param settings  further environment of the services */
export async function startBenchStack(s3Url: string, settings: NodeJS.ProcessEnv = {}): Promise<BenchStack> {
  const folder = mkdtempSync(join(tmpdir(), 'bucket-sync-bench-'));
  // The user `postgres` can reach it. Otherwise the database lies outside, and stays there.
  chmodSync(folder, 0o755);
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    ...settings,
    BUCKET_SYNC_STATE: folder,
    S3_ENDPOINT_URL: s3Url,
    LOG_LEVEL: 'warn',
  };
  for (const part of PARTS) env[`${part.toUpperCase()}_PORT`] = String(await freePort());
  const program = spawn(process.execPath, ['packages/dev-stack/src/main.ts'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const logPath = join(folder, 'npm-start.log');
  const log = createWriteStream(logPath);
  program.stdout.pipe(log, { end: false });
  program.stderr.pipe(log, { end: false });
  const exited = once(program, 'exit');
  const stop = async () => {
    program.kill('SIGTERM');
    await exited;
    rmSync(folder, { recursive: true, force: true });
  };
  const endpointsPath = join(folder, 'endpoints.json');
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!existsSync(endpointsPath)) {
    if (program.exitCode !== null || Date.now() > deadline) {
      const output = readFileSync(logPath, 'utf8');
      await stop();
      throw new Error(`the stack of the bench did not start:\n${output}`);
    }
    await Promise.race([delay(200), exited]);
  }
  const endpoints = JSON.parse(readFileSync(endpointsPath, 'utf8'));
  const processes: { name: string; pid: number }[] = JSON.parse(readFileSync(join(folder, 'processes.json'), 'utf8'));
  const pidOf = (pattern: RegExp) => processes.find(({ name }) => pattern.test(name))?.pid;
  return {
    folder,
    gatewayUrl: endpoints.gatewayUrl,
    awsEndpointUrl: endpoints.awsEndpointUrl,
    databaseUrl: endpoints.databaseUrl,
    token: endpoints.tokens.acme,
    otherToken: endpoints.tokens.globex,
    urls: Object.fromEntries(SERVICES.map((name) => [name, String(endpoints.processes[name].url)])),
    customer: endpoints.customer,
    pids: {
      ...Object.fromEntries(SERVICES.map((name) => [name, Number(endpoints.processes[name].pid)])),
      postgres: pidOf(/postgres/i) ?? 0,
      kafka: pidOf(/kafka/i) ?? 0,
    },
    stop,
  };
}
