import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemCodeOf } from '@bucket-sync/shared/errors';
import { isAlive } from '../processes/stop-pid.ts';

const reserved = new Set<string>();

/**
 * Reserves a port among the processes of this machine that choose ports here, until this process ends. A stack that
 * stops and starts again keeps its ports meanwhile.
 *
 * @param folder  one file for each port, with the id of the process
 * @returns       false when another choice has the port
 */
export function reservePort(port: number, folder = join(tmpdir(), 'bucket-sync-ports')): boolean {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, String(port));
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
  } catch (error) {
    if (systemCodeOf(error) !== 'EEXIST') throw error;
    removeIfStale(path);
    return false;
  }
  if (reserved.size === 0) process.once('exit', releaseAll);
  reserved.add(path);
  return true;
}

function releaseAll(): void {
  for (const path of reserved) rmSync(path, { force: true });
}

/** A killed process leaves its reservations. The next choice of the port can have it. */
function removeIfStale(path: string): void {
  try {
    if (!isAlive(Number(readFileSync(path, 'utf8')))) rmSync(path, { force: true });
  } catch (error) {
    if (systemCodeOf(error) !== 'ENOENT') throw error;
  }
}
