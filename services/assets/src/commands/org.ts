// npm run org -- set acme --plan PAID --rows 100000 | show acme | list
// An operator's command: it works on the database of the assets service, whether that runs or not.
import { fileURLToPath } from 'node:url';
import { createLogger } from '@bucket-sync/shared/log';
import { createPool, migrate } from '@bucket-sync/shared/postgres';
import { readOrganizationDefaults } from '../config.ts';
import { assetsDatabaseUrl } from './assets-database.ts';
import { readOrgArguments } from './org-arguments.ts';
import { runOrgRequest } from './run-org-request.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));
const log = createLogger({ service: 'assets', level: 'fatal' });

try {
  const request = readOrgArguments(process.argv.slice(2));
  const organizationDefaults = readOrganizationDefaults(process.env);
  const url = assetsDatabaseUrl(process.env, ROOT);
  await migrate({ url, directory: MIGRATIONS, log });
  const pool = createPool({ url, log, size: 1 });
  try {
    const lines = await runOrgRequest({ pool, organizationDefaults, now: () => new Date() }, request);
    for (const line of lines) console.log(line);
  } finally {
    await pool.end();
  }
} catch (error) {
  // A refused connection has only a code where the host has several addresses.
  console.error((error as Error).message || `The database cannot be reached: ${(error as { code?: string }).code}.`);
  process.exitCode = 1;
}
