import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';

/** Path of a new log file. The log of the previous start is renamed to <name>.previous.log. */
export function freshLog(stateFolder: string, name: string): string {
  const path = join(stateFolder, `${name}.log`);
  if (existsSync(path)) renameSync(path, join(stateFolder, `${name}.previous.log`));
  return path;
}
