import pg from 'pg';
import type { TlsSettings } from '../config/index.ts';
import { AppError } from '../errors/index.ts';
import { certificateRefusal, textsOf } from '../tls/certificate-refusal.ts';
import { tlsOption } from './pool.ts';

const INVALID_PASSWORD = '28P01';
const INVALID_AUTHORIZATION = '28000';

/**
 * Connects once. An error that other settings would avoid is said with the names of the settings.
 *
 * @throws AppError DATABASE_REFUSED; any other error of pg as it is
 */
export async function refuseBadSettings(url: string, tls: TlsSettings | undefined): Promise<void> {
  const client = new pg.Client({ connectionString: url, ...tlsOption(tls), connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    await client.end();
  } catch (error) {
    const why = refusalOf(error);
    if (why) throw new AppError('DATABASE_REFUSED', { why }, { cause: error });
    throw error;
  }
}

function refusalOf(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === INVALID_PASSWORD) return 'it does not accept the user and password of DATABASE_URL';
  const text = textsOf(error).join(' ');
  if (code === INVALID_AUTHORIZATION) {
    return /no encryption/.test(text) ? 'it needs TLS: set DATABASE_SSL=true' : 'it does not let this user in';
  }
  if (/does not support SSL/.test(text)) return 'it has no TLS, and DATABASE_SSL is true';
  return certificateRefusal(text, 'DATABASE_SSL_CA_FILE');
}
