import { join } from 'node:path';
import { projectRoot } from '../project-root.ts';

/** The pinned Node that all our programs run on, whichever one this process runs on. */
export const nodePath = join(projectRoot, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
