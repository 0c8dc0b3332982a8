import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { nodePath } from '../processes/node-path.ts';
import { projectRoot } from '../project-root.ts';

const folder = join(projectRoot, 'apps/console');

/** The source files of the built page. */
const SOURCES = ['*.html', '*.json', 'vite.config.ts', '{src,public,scripts}/**/*'];

/** Where the built console is: an absolute path, for CONSOLE_DIR. */
export const consoleFolder = join(folder, 'dist');

/**
 * Builds the console, unless the existing build was made from the same sources and packages.
 *
 * @throws Error with what Vite printed when the build fails
 */
export async function buildConsole(): Promise<void> {
  const stamp = join(consoleFolder, '.built-from');
  const hash = sourcesHash();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  try {
    // The tests run with NODE_ENV=test, and Vite would build React's development version: larger, and rendered twice.
    const env = { ...process.env, NODE_ENV: 'production' };
    await promisify(execFile)(nodePath, ['node_modules/vite/bin/vite.js', 'build'], { cwd: folder, env });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`The console could not be built:\n${stdout}${stderr}`, { cause: error });
  }
  writeFileSync(stamp, hash);
}

function sourcesHash(): string {
  const hash = createHash('sha256').update(readFileSync(join(projectRoot, 'pnpm-lock.yaml')));
  const files = globSync(SOURCES, { cwd: folder, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const path of files.map((file) => join(file.parentPath, file.name)).sort()) {
    hash.update(path.slice(folder.length)).update(readFileSync(path));
  }
  return hash.digest('hex');
}
