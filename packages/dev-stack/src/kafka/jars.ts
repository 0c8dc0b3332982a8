import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const pom = fileURLToPath(new URL('../../kafka/pom.xml', import.meta.url));

/**
 * The folder of the jars, shared by all checkouts of this user. Its name has the hash of pom.xml: it is never stale.
 */
export function jarFolder(env: NodeJS.ProcessEnv): string {
  const cache = env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const hash = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 16);
  return join(cache, 'bucket-sync', `kafka-${hash}`);
}

/**
 * Fetches Apache Kafka's jars (44 MB) from Maven Central with `mvn`, unless an earlier start has fetched them.
 *
 * @returns the folder, which is either complete or absent
 * @throws Error with Maven's output
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
    // Another start may have finished first; its jars are the same.
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
