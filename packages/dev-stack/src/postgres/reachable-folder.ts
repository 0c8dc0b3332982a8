import { createHash } from 'node:crypto';
import {
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { canReach, type ServerUser } from './server-user.ts';

/** A folder that the user `postgres` can reach; unlike /tmp it survives a reboot. */
const OUTSIDE = '/var/tmp';

/**
 * A folder from which the server's user can run the programs. When the repository is closed to that user, as in
 * /root, it is a copy outside.
 */
export function reachablePrograms(folder: string, user: ServerUser | undefined): string {
  if (user === undefined || canReach(user, join(folder, 'bin', 'postgres'))) return folder;
  const copy = outside(folder);
  if (!existsSync(copy)) {
    const unfinished = `${copy}.${process.pid}`;
    cpSync(folder, unfinished, { recursive: true, verbatimSymlinks: true });
    // Two programs may copy at the same time; the copies are equal.
    if (existsSync(copy)) rmSync(unfinished, { recursive: true });
    else renameSync(unfinished, copy);
  }
  return copy;
}

/**
 * Creates the data folder if it is missing, and gives it to the server's user. When that user cannot reach it, it
 * becomes a link to a folder outside.
 */
export function reachableDataFolder(folder: string, user: ServerUser | undefined): string {
  mkdirSync(dirname(folder), { recursive: true });
  if (user === undefined) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  }
  if (!isThere(folder)) {
    if (canReach(user, dirname(folder))) {
      mkdirSync(folder, { mode: 0o700 });
    } else {
      // The user removed an earlier link, and with it the data that it pointed to.
      rmSync(outside(folder), { recursive: true, force: true });
      mkdirSync(outside(folder), { recursive: true, mode: 0o700 });
      symlinkSync(outside(folder), folder);
    }
  } else if (!existsSync(folder)) {
    // The link's folder no longer exists.
    mkdirSync(outside(folder), { recursive: true, mode: 0o700 });
  }
  const real = realpathSync(folder);
  chownSync(real, user.uid, user.gid);
  return real;
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function outside(folder: string): string {
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, 12);
  return join(OUTSIDE, `bucket-sync-${basename(folder)}-${hash}`);
}
