import { join } from 'node:path';
import { startKafka } from '../kafka/start-kafka.ts';
import { startPostgres } from '../postgres/start-postgres.ts';
import type { Reaper } from '../processes/start-reaper.ts';
import { supervise, type Watchable } from '../processes/supervise.ts';
import type { OnStop } from '../processes/until-signal.ts';
import type { AwsEndpoint } from '../settings/accounts.ts';
import { address, type Ports } from '../settings/ports.ts';
import type { StackSecrets } from '../settings/secrets.ts';
import type { Steps } from '../terminal/steps.ts';
import { freshLog } from './fresh-log.ts';
import { startNodeProgram } from './start-node-program.ts';

/** What every part needs to start. */
export interface StackContext {
  stateFolder: string;
  ports: Ports;
  secrets: StackSecrets;
  reaper: Reaper;
  steps: Steps;
  /** Registers a part that must be stopped. */
  onStop: OnStop;
}

/** Starts PostgreSQL and restarts it when it ends by itself. @returns the URL of the server */
export async function startOwnPostgres(context: StackContext): Promise<string> {
  const { stateFolder, ports, secrets } = context;
  const options = {
    dataFolder: join(stateFolder, 'postgres'),
    logPath: freshLog(stateFolder, 'postgres'),
    port: ports.postgres,
    password: secrets.postgresPassword,
    throwAway: false,
  };
  const postgres = await watch(context, 'PostgreSQL', () => startPostgres(options, context.reaper));
  return postgres.url;
}

/** Starts the broker, or uses KAFKA_BROKERS; restarts a broker that ends by itself. */
export async function startBroker(context: StackContext): Promise<string> {
  const { stateFolder, ports, reaper, steps } = context;
  const options = {
    dataFolder: join(stateFolder, 'kafka'),
    logPath: freshLog(stateFolder, 'kafka'),
    port: ports.kafka,
    throwAway: false,
  };
  const start = async () => {
    const broker = await startKafka(options, reaper, steps.say);
    // A broker without a process of ours cannot be watched.
    return { ...broker, pid: broker.pid ?? 0, ended: broker.ended ?? new Promise<never>(() => {}) };
  };
  const broker = await watch(context, 'Kafka', start);
  return broker.brokers;
}

/** Starts the AWS sandbox with both accounts. */
export async function startSandbox(
  context: StackContext,
  accounts: Omit<AwsEndpoint, 'endpointUrl'>,
): Promise<AwsEndpoint> {
  const { stateFolder, ports, reaper } = context;
  const endpointUrl = address(ports.sandbox);
  const program = {
    name: 'sandbox',
    main: 'packages/aws-sandbox/src/main.ts',
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      HOST: '127.0.0.1',
      PORT: `${ports.sandbox}`,
      DATA_DIR: join(stateFolder, 'aws'),
      ACCOUNTS: JSON.stringify([
        { alias: 'bucket-sync', ...accounts.platform },
        { alias: 'acme', ...accounts.customer },
      ]),
    },
    logPath: freshLog(stateFolder, 'sandbox'),
    // S3 answers an unsigned request with 403, which shows that it is ready.
    check: async () => {
      const response = await fetch(endpointUrl, { signal: AbortSignal.timeout(5_000) });
      await response.arrayBuffer();
    },
  };
  await watch(context, 'The AWS sandbox', () => startNodeProgram(program, reaper));
  return { ...accounts, endpointUrl };
}

async function watch<Program extends Watchable>(
  context: StackContext,
  name: string,
  start: () => Promise<Program>,
): Promise<Program> {
  const supervised = await supervise({ name, start, say: context.steps.say, onRestart: () => {} });
  context.onStop(() => supervised.stop());
  return supervised.current;
}
