import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectRoot } from '../project-root.ts';

/**
 * The flags of Node for a program: those of all services, then its own. The image reads the same files.
 *
 * @param main  path of its main.ts in the repository
 */
export function nodeFlags(main: string): string[] {
  const own = join(dirname(dirname(main)), 'node-flags');
  const files = ['services/node-flags', own].map((file) => join(projectRoot, file)).filter(existsSync);
  return files.flatMap((file) => readFileSync(file, 'utf8').split('\n')).filter((line) => line.startsWith('--'));
}
