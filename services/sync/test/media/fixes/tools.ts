import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeEach } from 'vitest';
import type { Fix, FixableFile } from '../../../../assets/testing/index.ts';
import { createInspector, type Inspector } from '../../../src/media/index.ts';
import { inspectFile } from '../inspect-file.ts';

export const run = promisify(execFile);

const isInstalled = (tool: string): boolean => {
  try {
    execFileSync('sh', ['-c', `command -v ${tool}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

const missing = ['mogrify', 'convert', 'exiftool', 'ffmpeg', 'jpegtran', 'aws'].filter((tool) => !isInstalled(tool));
/** CI installs the tools, so a missing tool fails there. Elsewhere these tests are skipped. */
export const lacksTools = missing.length > 0 && process.env.CI !== 'true';
export const note = missing.length > 0 ? `, skipped without ${missing.join(', ')}` : '';

/** Runs a line of a POSIX shell in a folder. */
export const shell = (line: string, folder: string): Promise<{ stdout: string }> =>
  run('sh', ['-c', line], { cwd: folder, maxBuffer: 64 * 1024 * 1024 });

/** A new folder for each test of the calling file, and an inspector for all of them. */
export function openWorkshop(): { folder: string; inspector: Inspector } {
  const workshop = { folder: '', inspector: createInspector({ workers: 1 }) };
  afterAll(() => workshop.inspector.stop());
  beforeEach(() => {
    workshop.folder = mkdtempSync(join(tmpdir(), 'fixed-'));
  });
  afterEach(() => rmSync(workshop.folder, { recursive: true, force: true }));
  return workshop;
}

/** What the assets service stores of a file that the inspector skips, and that was uploaded in one part. */
export async function skippedFile(inspector: Inspector, path: string, objectKey: string): Promise<FixableFile> {
  const { verdict } = await inspectFile(inspector, path, objectKey);
  if (verdict.kind === 'ACCEPTED') throw new Error(`${objectKey} is accepted as it is`);
  const { reason, detail, findings } = verdict;
  const etag = createHash('md5').update(readFileSync(path)).digest('hex');
  return { objectKey, etag, reason, detail, findings };
}

/** The path of the fixed file after the command of a fix ran in `folder` on the file called `name`. */
export const fixedPath = (folder: string, name: string, { recipe }: Fix): string =>
  join(folder, recipe.how === 'BESIDE' ? `${name}${recipe.extension}` : name);
