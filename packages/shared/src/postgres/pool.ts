import pg from 'pg';
import type { TlsSettings } from '../config/index.ts';
import type { Logger } from '../log/index.ts';

export type Pool = pg.Pool;

// pg returns int8 as text by default. No count or size here reaches 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** The option of pg; the server's certificate and its name are verified. */
export const tlsOption = (tls: TlsSettings | undefined) => (tls ? { ssl: { ...tls, rejectUnauthorized: true } } : {});

/**
 * The time that the server has to report a statement that took too long. A server whose machine or network failed
 * reports nothing. The operating system gives up after some 15 minutes, and all statements in flight would wait as
 * long.
 */
const REPORTS_WITHIN_MS = 5_000;

/** A pool of connections to one service's own database. */
export function createPool(options: {
  url: string;
  tls?: TlsSettings | undefined;
  log: Logger;
  size?: number;
  statementTimeoutMs?: number;
  /** How long the server may take to answer a connection attempt or a query; otherwise longer than a statement may. */
  answersWithinMs?: number;
  /** Settings of the sessions, for example { jit: 'off' }. */
  settings?: Readonly<Record<string, string>>;
}): Pool {
  const { answersWithinMs, statementTimeoutMs = 60_000, settings = {} } = options;
  const pool = new pg.Pool({
    connectionString: options.url,
    ...tlsOption(options.tls),
    max: options.size ?? 10,
    connectionTimeoutMillis: answersWithinMs ?? 10_000,
    // pg closes the connection then, since later statements would wait behind this one.
    query_timeout: answersWithinMs ?? statementTimeoutMs + REPORTS_WITHIN_MS,
    statement_timeout: statementTimeoutMs,
    options: Object.entries(settings)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
    // A killed process closes its connections. After a failure of the machine or the network they stay open, and their
    // locks would be held for hours. The longest wait within a transaction is the outbox's send: 30 s.
    idle_in_transaction_session_timeout: 60_000,
    // See `together`. Nothing changes for a statement that is awaited before the next.
    pipeline: true,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  });
  // The pool replaces an idle connection that breaks, for example at a server restart. Without a listener the error
  // would end the process.
  pool.on('error', (error) => options.log.warn({ error }, 'idle database connection lost'));
  return pool;
}

/**
 * Error classes of PostgreSQL after which the same transaction may succeed: connection, refused sign-in, resources,
 * operator, system, rollback.
 */
const TRANSIENT_CLASSES = ['08', '28', '53', '57', '58', '40'];
/** A server that became a standby, and a database that is being restored. */
const READ_ONLY = '25006';
const TRANSIENT_CODES = [READ_ONLY, '3D000'];
/** A statement that took longer than `statement_timeout`, of the class 57, may well do so every time. */
const QUERY_CANCELED = '57014';
const TRANSIENT_SOCKET_CODES = ['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND'];
/** The calls of a connection attempt: no route to the host, no name server, no free port and their like. */
const CONNECTING = ['connect', 'getaddrinfo'];

/** True for a server that accepts no writes, because it is a standby now. */
export const isReadOnly = (error: unknown): error is pg.DatabaseError =>
  error instanceof pg.DatabaseError && error.code === READ_ONLY;

/**
 * True when the database was unreachable, refused service, or aborted the transaction for another one: a retry may
 * succeed, and the message that was handled is not at fault.
 */
export function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  if (TRANSIENT_SOCKET_CODES.includes(code) || ('syscall' in error && CONNECTING.includes(String(error.syscall)))) {
    return true;
  }
  if (code === QUERY_CANCELED) return false;
  if (error instanceof pg.DatabaseError) {
    return TRANSIENT_CLASSES.includes(code.slice(0, 2)) || TRANSIENT_CODES.includes(code);
  }
  // pg has no code for these (pg 8.23, client.js and pg-pool's index.js).
  return /Connection terminated|timeout exceeded when trying to connect|Query read timeout/.test(error.message);
}
