import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { stateFolder } from '../src/state-folder.ts';

test('a relative folder is absolute for programs with another working directory', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bucket-sync-state-'));
  expect(stateFolder({ BUCKET_SYNC_STATE: relative(process.cwd(), folder) })).toBe(folder);
  rmSync(folder, { recursive: true });
});
