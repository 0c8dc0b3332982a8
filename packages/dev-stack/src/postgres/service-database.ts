import type { TlsSettings } from '@bucket-sync/shared/config';
import { messageOf, systemCodeOf } from '@bucket-sync/shared/errors';
import { tlsOption } from '@bucket-sync/shared/postgres';
import pg from 'pg';

/** PostgreSQL's "duplicate_database". */
const ALREADY_THERE = '42P04';

/**
 * Creates the database of a service on the server, unless it exists.
 *
 * @param serverUrl  postgres://user:password@host:port, with or without a database to connect to
 * @returns          the same URL with the service's database
 */
export async function createServiceDatabase(serverUrl: string, service: string, tls?: TlsSettings): Promise<string> {
  const url = new URL(serverUrl);
  if (url.pathname.length <= 1) url.pathname = '/postgres';
  const client = new pg.Client({ connectionString: url.href, ...tlsOption(tls) });
  const name = nameOf(service);
  try {
    await client.connect();
    await client.query(`create database ${client.escapeIdentifier(name)}`);
  } catch (error) {
    if (systemCodeOf(error) !== ALREADY_THERE) {
      throw new Error(`The database ${name} could not be created: ${messageOf(error)}`, { cause: error });
    }
  } finally {
    await client.end();
  }
  return serviceDatabaseUrl(serverUrl, service);
}

/** The URL of a service's database on the server. */
export function serviceDatabaseUrl(serverUrl: string, service: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${nameOf(service)}`;
  return url.href;
}

const nameOf = (service: string) => `bucket_sync_${service}`;
