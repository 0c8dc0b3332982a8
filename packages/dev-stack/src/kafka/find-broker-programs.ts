import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BrokerPrograms } from './choose-broker.ts';
import { jarFolder } from './jars.ts';

/** Finds the programs of this machine. Docker is asked only when Java cannot run the broker: it may take seconds. */
export function findBrokerPrograms(env: NodeJS.ProcessEnv): BrokerPrograms {
  const given = env.KAFKA_BROKERS || undefined;
  const none = { given, javaVersion: undefined, hasMaven: false, hasJars: false, hasDocker: false };
  if (given) return none;
  const javaVersion = versionOfJava(env);
  const hasJars = existsSync(jarFolder(env));
  const hasMaven = hasJars || spawnSync('mvn', ['--version'], { encoding: 'utf8' }).status === 0;
  const hasDocker = javaVersion === undefined || !hasMaven ? dockerAnswers() : false;
  return { given, javaVersion, hasMaven, hasJars, hasDocker };
}

/** The Java that runs the broker. */
export function javaCommand(env: NodeJS.ProcessEnv): string {
  return env.JAVA_HOME ? join(env.JAVA_HOME, 'bin', 'java') : 'java';
}

function versionOfJava(env: NodeJS.ProcessEnv): number | undefined {
  // "openjdk version "17.0.15" …", and "1.8.0_392" before Java 9.
  const said = spawnSync(javaCommand(env), ['-version'], { encoding: 'utf8' });
  const version = /version "(?:1\.)?(\d+)/.exec(`${said.stderr}${said.stdout}`)?.[1];
  return version === undefined ? undefined : Number(version);
}

/** `docker info` needs the engine, where `docker --version` would pass with the client alone. */
function dockerAnswers(): boolean {
  return spawnSync('docker', ['info'], { timeout: 10_000 }).status === 0;
}
