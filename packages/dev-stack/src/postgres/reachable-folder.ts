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

/** Where the user `postgres` may always go; kept over restarts of the machine, unlike /tmp. */
const OUTSIDE = '/var/tmp';

/**
 * The programs where that user can run them: where they are, or, when the repository lies in a folder that is closed
 * to others (such as /root), in a copy outside.
 */
export function reachablePrograms(folder: string, user: ServerUser | undefined): string {
  if (user === undefined || canReach(user, join(folder, 'bin', 'postgres'))) return folder;
  const copy = outside(folder);
  if (!existsSync(copy)) {
    const unfinished = `${copy}.${process.pid}`;
    cpSync(folder, unfinished, { recursive: true, verbatimSymlinks: true });
    // Two programs may copy at once; both copies are alike.
    if (existsSync(copy)) rmSync(unfinished, { recursive: true });
    else renameSync(unfinished, copy);
  }
  return copy;
}

/**
 * The data folder, made if missing and owned by the one who runs the server; where that user cannot reach it, it is a
 * link to a folder outside.
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
      // What an earlier link pointed to was given up with the link.
      rmSync(outside(folder), { recursive: true, force: true });
      mkdirSync(outside(folder), { recursive: true, mode: 0o700 });
      symlinkSync(outside(folder), folder);
    }
  } else if (!existsSync(folder)) {
    // A link whose folder was cleaned away.
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
