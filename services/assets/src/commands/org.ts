// npm run org -- set acme --plan PAID --rows 100000 | show acme | list
// An operator's command. It changes the database of the assets service. The service need not run.
import { fileURLToPath } from 'node:url';
import { databaseRule, databaseTlsOf, databaseVariables, readVariables } from '@bucket-sync/shared/config';
import { createLogger } from '@bucket-sync/shared/log';
import { createPool, refuseBadSettings } from '@bucket-sync/shared/postgres';
import { readOrganizationDefaults } from '../config.ts';
import { assetsDatabaseUrl } from './assets-database.ts';
import { readOrgArguments } from './org-arguments.ts';
import { runOrgRequest } from './run-org-request.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const log = createLogger({ service: 'assets', level: 'fatal' });
/** PostgreSQL's "undefined_table". */
const NO_TABLE = '42P01';

try {
  const request = readOrgArguments(process.argv.slice(2));
  const organizationDefaults = readOrganizationDefaults(process.env);
  const url = assetsDatabaseUrl(process.env, ROOT);
  const tls = databaseTlsOf(readVariables({ ...process.env, DATABASE_URL: url }, databaseVariables, databaseRule));
  await refuseBadSettings(url, tls);
  const pool = createPool({ url, tls, log, size: 1 });
  try {
    const lines = await runOrgRequest({ pool, organizationDefaults, now: () => new Date() }, request);
    for (const line of lines) console.log(line);
  } finally {
    await pool.end();
  }
} catch (error) {
  console.error(sentenceOf(error as Error & { code?: string }));
  process.exitCode = 1;
}

function sentenceOf({ code, message }: Error & { code?: string }): string {
  if (code === NO_TABLE) {
    return 'This database is not that of the assets service, which makes its tables when it starts: see DATABASE_URL.';
  }
  // A refused connection to a host with several addresses has a code and no message.
  return message || `The database cannot be reached: ${code}.`;
}
