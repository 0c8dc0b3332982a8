import { spawnSync } from 'node:child_process';

export interface ServerUser {
  uid: number;
  gid: number;
}

/**
 * Whom PostgreSQL runs as: ourselves (undefined), or the user `postgres` where we are root, as whom it refuses to run.
 * That user is made where there is none, as in a bare container.
 *
 * @throws Error when it cannot be made
 */
export function postgresUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const known = lookUp();
  if (known) return known;
  const made = spawnSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], { encoding: 'utf8' });
  const user = lookUp();
  if (user) return user;
  const reason = made.error?.message ?? made.stderr.trim();
  throw new Error(
    `PostgreSQL does not run as root, and the user "postgres" could not be made (${reason}): ` +
      'start this as another user, or set DATABASE_URL.',
  );
}

function lookUp(): ServerUser | undefined {
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  if (uid?.status !== 0 || gid?.status !== 0) return undefined;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

/** Whether the user may use what is at that path: every folder on the way to it must let them through. */
export function canReach(user: ServerUser, path: string): boolean {
  return spawnSync('test', ['-x', path], { ...user, cwd: '/' }).status === 0;
}
