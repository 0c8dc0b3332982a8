import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { migrate } from '../postgres/index.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { silentLog } from './stack.ts';

/** What a service of an earlier release left: its rows, and the messages that were in flight. */
interface EarlierState {
  /** The names of the migrations that were applied. */
  migrations: string[];
  /** The rows of each table, as PostgreSQL's to_jsonb writes them. */
  tables: Record<string, object[]>;
  messages: { type: string; data: unknown }[];
}

/** Above every number that the rows of a state hold. */
const LAST_NUMBER = 1_000_000;

export function readEarlierState(path: string): EarlierState {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/**
 * A database as an earlier release left it, brought up to date by the migrations since then.
 *
 * @param directories  migration directories, in the order they are applied
 */
export async function createUpgradedDatabase(
  directories: readonly string[],
  { migrations, tables }: EarlierState,
): Promise<TestDatabase> {
  const database = await createTestDatabase([]);
  const folder = mkdtempSync(join(tmpdir(), 'earlier-migrations-'));
  try {
    for (const directory of directories) {
      const copy = join(folder, basename(dirname(directory)), 'migrations');
      mkdirSync(copy, { recursive: true });
      const missing = migrations.filter((name) => !copyIfThere(join(directory, name), join(copy, name)));
      if (missing.length === migrations.length) throw new Error(`${directory} has none of ${missing.join(', ')}`);
      await migrate({ url: database.url, directory: copy, log: silentLog() });
    }
    for (const [table, rows] of Object.entries(tables)) {
      // Foreign keys are not checked, so the tables may have any order.
      await database.pool.query(`
        begin;
        set local session_replication_role = replica;
        insert into ${table} overriding system value
        select * from jsonb_populate_recordset(null::${table}, ${literal(JSON.stringify(rows))}::jsonb);
        commit`);
    }
    await database.pool.query(`
      select setval(pg_get_serial_sequence(quote_ident(table_name), column_name), ${LAST_NUMBER})
      from information_schema.columns
      where table_schema = 'public' and (is_identity = 'YES' or column_default like 'nextval%')`);
    for (const directory of directories) await migrate({ url: database.url, directory, log: silentLog() });
    return database;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function copyIfThere(from: string, to: string): boolean {
  try {
    copyFileSync(from, to);
    return true;
  } catch {
    return false;
  }
}

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;
