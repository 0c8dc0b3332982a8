import { renameSync, writeFileSync } from 'node:fs';

/** Writes a JSON file for its owner only. A reader sees the old content or the new one, never a part. */
export function writeJsonWhole(path: string, content: unknown): void {
  const unfinished = `${path}.${process.pid}.unfinished`;
  writeFileSync(unfinished, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, path);
}
