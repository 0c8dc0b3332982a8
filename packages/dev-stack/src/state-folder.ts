import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { projectRoot } from './project-root.ts';

/**
 * The folder of everything that is stored between starts. BUCKET_SYNC_STATE chooses another; removing it starts over.
 *
 * @returns an absolute path, because Kafka and PostgreSQL have working directories of their own
 */
export function stateFolder(env: NodeJS.ProcessEnv): string {
  const folder = resolve(env.BUCKET_SYNC_STATE || join(projectRoot, '.dev'));
  mkdirSync(folder, { recursive: true });
  return folder;
}
