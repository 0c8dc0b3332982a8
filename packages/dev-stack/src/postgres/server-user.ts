import { spawnSync } from 'node:child_process';

export interface ServerUser {
  uid: number;
  gid: number;
}

/**
 * The user that PostgreSQL runs as: our own (undefined), or `postgres` when we are root, because it refuses to run as
 * root. The user is created when it is missing, as in a bare container.
 *
 * @throws Error when the user cannot be created
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

/** Whether the user can reach the path: each folder above it must allow that. */
export function canReach(user: ServerUser, path: string): boolean {
  return spawnSync('test', ['-x', path], { ...user, cwd: '/' }).status === 0;
}
