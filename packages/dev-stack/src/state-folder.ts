import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './project-root.ts';

/**
 * The folder of everything that is stored between starts. BUCKET_SYNC_STATE chooses another; removing it starts over.
 */
export function stateFolder(env: NodeJS.ProcessEnv): string {
  const folder = env.BUCKET_SYNC_STATE || join(projectRoot, '.dev');
  mkdirSync(folder, { recursive: true });
  return folder;
}
