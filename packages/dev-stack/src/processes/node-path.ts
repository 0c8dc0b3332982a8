import { join } from 'node:path';
import { projectRoot } from '../project-root.ts';

/** The pinned Node.js that runs all our programs. */
export const nodePath = join(projectRoot, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
