import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TlsSettings } from '@bucket-sync/shared/config';
import { OUTBOX_MIGRATIONS } from '@bucket-sync/shared/outbox';
import { createPool, migrate, refuseBadSettings } from '@bucket-sync/shared/postgres';
import { silentLog } from '@bucket-sync/shared/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../src/ports/free-port.ts';
import { postgresUser } from '../../src/postgres/server-user.ts';
import { createServiceDatabase } from '../../src/postgres/service-database.ts';
import { type RunningPostgres, startPostgres } from '../../src/postgres/start-postgres.ts';
import { type Reaper, startReaper } from '../../src/processes/start-reaper.ts';
import { projectRoot } from '../../src/project-root.ts';
import { makeAuthority } from '../support/certificates.ts';

const folder = mkdtempSync(join(tmpdir(), 'bucket-sync-tls-'));
chmodSync(folder, 0o711);
const password = randomBytes(12).toString('hex');
const authority = makeAuthority(folder, 'ours');
const another = makeAuthority(folder, 'another');

let reaper: Reaper;
let server: RunningPostgres;
let port: number;

beforeAll(async () => {
  reaper = startReaper();
  reaper.removeAtEnd(folder);
  const { certFile, keyFile } = authority.sign('postgres', 'DNS:localhost');
  const user = postgresUser();
  if (user) chownSync(keyFile, user.uid, user.gid);
  chmodSync(keyFile, 0o600);
  port = await freePort();
  server = await startPostgres(
    {
      dataFolder: join(folder, 'postgres'),
      logPath: join(folder, 'postgres.log'),
      port,
      password,
      throwAway: true,
      settings: ['ssl=on', `ssl_cert_file=${certFile}`, `ssl_key_file=${keyFile}`],
    },
    reaper,
  );
});
afterAll(async () => {
  await server.stop();
  await reaper.finish();
});

const urlOf = (host: string, secret = password) => `postgres://postgres:${secret}@${host}:${port}/postgres`;

const refusal = (url: string, tls: TlsSettings | undefined) =>
  refuseBadSettings(url, tls).then(
    () => 'accepted',
    (error: Error) => error.message,
  );

test('migrations and queries pass over TLS', async () => {
  const [url, tls, log] = [urlOf('localhost'), { ca: authority.ca }, silentLog()];
  await refuseBadSettings(url, tls);
  await migrate({ url, tls, directory: OUTBOX_MIGRATIONS, log });
  const pool = createPool({ url, tls, log });
  const { rows } = await pool.query('select ssl from pg_stat_ssl where pid = pg_backend_pid()');
  expect(rows).toEqual([{ ssl: true }]);
  await pool.end();
});

test('a server whose certificate another authority signed is refused', async () => {
  const said = await refusal(urlOf('localhost'), { ca: another.ca });
  expect(said).toContain('not signed by an authority of DATABASE_SSL_CA_FILE');
});

test('a server whose certificate is for another host name is refused', async () => {
  expect(await refusal(urlOf('127.0.0.1'), { ca: authority.ca })).toContain('for another host name');
});

test('a wrong password is refused, and said without it', async () => {
  const said = await refusal(urlOf('localhost', 'not-the-password'), { ca: authority.ca });
  expect(said).toContain('does not accept the user and password of DATABASE_URL');
  expect(said).not.toContain('not-the-password');
});

test('npm start makes the databases of a given server over TLS', async () => {
  const url = await createServiceDatabase(urlOf('localhost'), 'sync', { ca: authority.ca });
  expect(new URL(url).pathname).toBe('/bucket_sync_sync');
  await expect(createServiceDatabase(urlOf('localhost'), 'sync', { ca: another.ca })).rejects.toThrow(
    /could not be created/,
  );
});

test('npm run org heeds the settings of TLS', () => {
  const org = (ca: string) => {
    const caFile = join(folder, 'authority.pem');
    writeFileSync(caFile, ca);
    const env = {
      ...process.env,
      DATABASE_URL: urlOf('localhost'),
      DATABASE_SSL: 'true',
      DATABASE_SSL_CA_FILE: caFile,
    };
    const command = ['services/assets/src/commands/org.ts', 'list'];
    return spawnSync(process.execPath, command, { cwd: projectRoot, env, encoding: 'utf8' }).stderr;
  };
  // It is connected: this database has no tables.
  expect(org(authority.ca)).toContain('not that of the assets service');
  expect(org(another.ca)).toContain('not signed by an authority of DATABASE_SSL_CA_FILE');
});

test('a server without TLS is named as such', async () => {
  // The server of all test files has none.
  const said = await refusal(process.env.DATABASE_URL!, { ca: authority.ca });
  expect(said).toContain('it has no TLS, and DATABASE_SSL is true');
});
