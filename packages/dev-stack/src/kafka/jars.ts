import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const pom = fileURLToPath(new URL('../../kafka/pom.xml', import.meta.url));

/** Where the jars of our pom.xml are kept, for every checkout of this user; named by its hash, so never out of date. */
export function jarFolder(env: NodeJS.ProcessEnv): string {
  const cache = env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const hash = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 16);
  return join(cache, 'bucket-sync', `kafka-${hash}`);
}

/**
 * Fetches Apache Kafka's jars from Maven Central by the ordinary `mvn`, unless they are there: 44 MB, some seconds.
 *
 * @returns the folder; it is complete, or not there at all
 * @throws Error with what Maven said
 */
export async function fetchJars(env: NodeJS.ProcessEnv): Promise<string> {
  const folder = jarFolder(env);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  try {
    await maven(
      ['-f', pom, 'dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${unfinished}`],
      env,
    );
    // Another start may have been faster; its jars are the same.
    if (!existsSync(folder)) renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return folder;
}

async function maven(args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn('mvn', ['--batch-mode', '--quiet', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`Maven could not fetch Apache Kafka (exit code ${code}):\n${said}`);
}
