import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './project-root.ts';

/** Where everything that is kept between starts lies: removing it starts over. BUCKET_SYNC_STATE chooses another. */
export function stateFolder(env: NodeJS.ProcessEnv): string {
  const folder = env.BUCKET_SYNC_STATE || join(projectRoot, '.dev');
  mkdirSync(folder, { recursive: true });
  return folder;
}
