import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '@bucket-sync/shared/errors';

const DATABASE = 'bucket_sync_assets';

/**
 * The URL of this service's database: DATABASE_URL, otherwise the database of the stack that runs on this machine. A
 * URL without a database name gets the default name.
 *
 * @param root  the folder of the repository
 * @throws Error with one sentence on what to do
 */
export function assetsDatabaseUrl(env: NodeJS.ProcessEnv, root: string): string {
  const given = env.DATABASE_URL;
  const url = parseUrl(
    given || databaseUrlOfStack(join(env.BUCKET_SYNC_STATE || join(root, '.dev'), 'endpoints.json')),
  );
  if (!given || url.pathname.length <= 1) url.pathname = `/${DATABASE}`;
  return url.href;
}

function databaseUrlOfStack(file: string): string {
  let endpoints: { databaseUrl?: unknown };
  try {
    endpoints = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const advice = 'Start the stack with npm start, or set DATABASE_URL to the database of the assets service';
    throw new Error(`${advice} (${messageOf(error)}).`, { cause: error });
  }
  if (typeof endpoints.databaseUrl === 'string') return endpoints.databaseUrl;
  throw new Error(`${file} names no databaseUrl.`);
}

function parseUrl(text: string): URL {
  try {
    return new URL(text);
  } catch (error) {
    // The text may hold a password, so it is not shown.
    throw new Error('DATABASE_URL is no URL: it is like postgres://user:password@host:5432/database.', {
      cause: error,
    });
  }
}
