import { basename, dirname } from 'node:path';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import type { TlsSettings } from '../config/index.ts';
import type { Logger } from '../log/index.ts';
import { tlsOption } from './pool.ts';

/**
 * Brings a database up to the numbered, forward-only SQL files of `directory`; several processes may do so at once.
 * Each directory keeps its own record, named by its owner: `services/sync/migrations` -> `sync_migrations`.
 */
export async function migrate(options: {
  url: string;
  tls?: TlsSettings | undefined;
  directory: string;
  log: Logger;
}): Promise<void> {
  const owner = basename(dirname(options.directory));
  // Our own connection: the library does not wait until its connection has ended, and an error of it would end the
  // process.
  const client = new pg.Client({ connectionString: options.url, ...tlsOption(options.tls) });
  // A query in flight is rejected as well.
  client.on('error', () => {});
  await client.connect();
  try {
    const applied = await runner({
      dbClient: client,
      dir: options.directory,
      direction: 'up',
      migrationsTable: `${owner}_migrations`,
      // Replicas start together: the second waits for the first instead of failing.
      advisoryLockMode: 'wait',
      log: () => {},
    });
    for (const { name } of applied) options.log.info({ migration: name }, 'database migrated');
  } finally {
    await client.end();
  }
}
