import { spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ServerUser } from './server-user.ts';

export interface NewCluster {
  /** Holds bin/initdb. */
  programs: string;
  /** Must not exist; its parent folder belongs to the user. */
  dataFolder: string;
  password: string;
  user: ServerUser | undefined;
}

/**
 * Creates an empty database cluster in UTF-8. Its text rules are PostgreSQL's own, so they are the same on every
 * machine. The folder appears only when it is complete.
 *
 * @throws Error with the output of initdb
 */
export function initialiseCluster({ programs, dataFolder, password, user }: NewCluster): void {
  const unfinished = `${dataFolder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  const folder = mkdtempSync(join(tmpdir(), 'bucket-sync-initdb-'));
  try {
    const passwordFile = join(folder, 'password');
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (user) for (const path of [folder, passwordFile]) chownSync(path, user.uid, user.gid);
    const initdb = spawnSync(
      join(programs, 'bin', 'initdb'),
      [
        `--pgdata=${unfinished}`,
        '--username=postgres',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
      ],
      { ...user, cwd: dirname(dataFolder), encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } },
    );
    if (initdb.status !== 0) {
      throw new Error(`PostgreSQL's initdb failed: ${initdb.error?.message ?? `${initdb.stdout}${initdb.stderr}`}`);
    }
    renameSync(unfinished, dataFolder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
