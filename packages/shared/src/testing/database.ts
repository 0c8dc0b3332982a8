import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { createPool, migrate, type Pool } from '../postgres/index.ts';
import { databaseServerUrl, silentLog } from './stack.ts';

export interface TestDatabase {
  url: string;
  pool: Pool;
  /** Closes the pool and drops the database. */
  drop(): Promise<void>;
}

/**
 * A real database of the caller's own, cloned from a template that has been migrated once for all test files.
 *
 * @param directories  migration directories, in the order they are applied
 */
export async function createTestDatabase(directories: readonly string[]): Promise<TestDatabase> {
  const server = new pg.Client({ connectionString: databaseServerUrl() });
  await server.connect();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  try {
    const template = await migratedTemplate(server, directories);
    await server.query(`create database ${name} template ${template}`);
  } finally {
    await server.end();
  }
  const url = databaseUrl(name);
  const pool = createPool({ url, log: silentLog() });
  return {
    url,
    pool,
    async drop() {
      await pool.end();
      const client = new pg.Client({ connectionString: databaseServerUrl() });
      await client.connect();
      await client.query(`drop database ${name} with (force)`);
      await client.end();
    },
  };
}

const TEMPLATE_LOCK = 4_410_977;

/** Its name is a hash of the migrations. The first process makes it, and the others wait. */
async function migratedTemplate(server: pg.Client, directories: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const directory of directories) {
    for (const file of readdirSync(directory).sort()) hash.update(file).update(readFileSync(join(directory, file)));
  }
  const template = `template_${hash.digest('hex').slice(0, 20)}`;
  await server.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
  try {
    const { rowCount } = await server.query('select from pg_database where datname = $1', [template]);
    if (rowCount) return template;
    const unfinished = `${template}_unfinished`;
    await server.query(`drop database if exists ${unfinished} with (force)`);
    await server.query(`create database ${unfinished}`);
    for (const directory of directories) await migrate({ url: databaseUrl(unfinished), directory, log: silentLog() });
    await server.query(`alter database ${unfinished} rename to ${template}`);
    return template;
  } finally {
    await server.query('select pg_advisory_unlock($1)', [TEMPLATE_LOCK]);
  }
}

function databaseUrl(database: string): string {
  const url = new URL(databaseServerUrl());
  url.pathname = `/${database}`;
  return url.href;
}
