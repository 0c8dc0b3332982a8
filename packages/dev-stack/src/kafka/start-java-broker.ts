import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../ports/free-port.ts';
import { startProgram } from '../processes/start-program.ts';
import type { Reaper } from '../processes/start-reaper.ts';
import { waitUntilReady } from '../processes/wait-until-ready.ts';
import type { BrokerOptions, RunningBroker } from './broker.ts';
import { checkBroker } from './broker-ready.ts';
import { javaCommand } from './find-broker-programs.ts';
import { serverProperties } from './server-properties.ts';

const logSettings = fileURLToPath(new URL('../../kafka/log4j2.yaml', import.meta.url));
/**
 * Serial garbage collector and first-tier compiler only: the start takes 3.7 s of processor time instead of 5.8 s.
 * The broker shares its cores with everything else on this machine.
 */
const JAVA_FLAGS = [
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-XX:-UsePerfData',
  `-Dlog4j2.configurationFile=${logSettings}`,
];
const READY_WITHIN_MS = 90_000;
const STOP_WITHIN_MS = 15_000;

/**
 * Starts Apache Kafka (KRaft, one node) from its jars and waits until it serves clients. A new data folder is
 * formatted first.
 *
 * @throws Error with the end of the broker's log when it does not become ready
 */
export async function startJavaBroker(options: BrokerOptions, jars: string, reaper: Reaper): Promise<RunningBroker> {
  const { dataFolder, port, logPath, settings, formatArguments = [] } = options;
  mkdirSync(dataFolder, { recursive: true });
  const settingsPath = `${dataFolder}.properties`;
  writeFileSync(settingsPath, serverProperties({ port, controllerPort: await freePort(), dataFolder, settings }));
  const java = javaCommand(process.env);
  const classPath = join(jars, '*');
  if (!existsSync(join(dataFolder, 'meta.properties'))) format(java, classPath, settingsPath, formatArguments);
  const program = await startProgram(
    {
      name: 'Kafka',
      command: java,
      args: ['-Xms128m', '-Xmx512m', ...JAVA_FLAGS, '-cp', classPath, 'kafka.Kafka', settingsPath],
      env: process.env,
      cwd: dataFolder,
      logPath,
      stopSignal: options.throwAway ? 'SIGKILL' : 'SIGTERM',
      stopWithinMs: STOP_WITHIN_MS,
    },
    reaper,
  );
  const brokers = `127.0.0.1:${port}`;
  await waitUntilReady(program, logPath, () => checkBroker(brokers), READY_WITHIN_MS);
  return { ...program, brokers };
}

/** @throws Error with the output of kafka.tools.StorageTool */
function format(java: string, classPath: string, settingsPath: string, more: readonly string[]): void {
  const clusterId = randomBytes(16).toString('base64url');
  const tool = spawnSync(
    java,
    [
      ...JAVA_FLAGS,
      '-cp',
      classPath,
      'kafka.tools.StorageTool',
      'format',
      `--cluster-id=${clusterId}`,
      '-c',
      settingsPath,
      '--ignore-formatted',
      ...more,
    ],
    { encoding: 'utf8' },
  );
  if (tool.status !== 0) {
    throw new Error(
      `Kafka's data folder could not be formatted: ${tool.error?.message ?? `${tool.stdout}${tool.stderr}`}`,
    );
  }
}
