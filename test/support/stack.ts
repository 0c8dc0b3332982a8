import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort, portVariable } from '@bucket-sync/dev-stack/system';

const PARTS = ['gateway', 'connections', 'sync', 'assets', 'issuer', 'sandbox', 'postgres', 'kafka'] as const;
/** Enough for a busy machine on which only the packages and the broker's jars are cached. */
const READY_WITHIN_MS = 180_000;

/**
 * vitest's globalSetup for the tests of the whole system. It runs `npm start` as a user does, with a folder, ports,
 * PostgreSQL and Kafka of its own. The first test starts after the sample bucket is synced. All projects share one
 * system, which the first of them starts and stops.
 */
export default async function startWholeStack(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.SYSTEM_STATE) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'bucket-sync-system-'));
  // The user `postgres` can reach it. Otherwise the database lies outside, and stays there.
  chmodSync(folder, 0o755);
  const { DATABASE_URL: _database, KAFKA_BROKERS: _brokers, ...inherited } = process.env;
  // The sandbox's IAM applies new rules at once; that of AWS takes half a minute.
  const env: NodeJS.ProcessEnv = {
    ...inherited,
    BUCKET_SYNC_STATE: folder,
    IAM_SETTLE_SECONDS: '1',
    ISSUER_TOKEN_SECONDS: '30',
    // A test that scrolls 100,000 assets would wait a minute for its allowance.
    RATE_LIMIT_COST_PER_MINUTE: '20000000',
    SHUTDOWN_GRACE_SECONDS: '1',
  };
  for (const part of PARTS) env[portVariable(part)] = String(await freePort());

  const program = spawn(process.execPath, ['packages/dev-stack/src/main.ts'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = createWriteStream(join(folder, 'npm-start.log'));
  program.stdout.pipe(output, { end: false });
  program.stderr.pipe(output, { end: false });
  const exited = once(program, 'exit');
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!existsSync(join(folder, 'endpoints.json'))) {
    const over = program.exitCode !== null || Date.now() > deadline;
    if (over) throw new Error(`npm start is not ready:\n${readFileSync(join(folder, 'npm-start.log'), 'utf8')}`);
    await Promise.race([delay(200), exited]);
  }
  process.env.SYSTEM_STATE = folder;
  return async () => {
    program.kill('SIGTERM');
    await exited;
    rmSync(folder, { recursive: true, force: true });
  };
}
