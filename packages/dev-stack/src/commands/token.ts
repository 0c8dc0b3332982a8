// npm run token -- --org acme --role EDITOR [--sub me@acme.example] [--hours 12]
// Prints a bearer token for the stack of `npm start` on this machine, and nothing else.

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '@bucket-sync/shared/errors';
import { type Bearer, issueToken, ROLES } from '../issuer/issue-token.ts';
import { loadOrCreateSigningKey } from '../issuer/signing-key.ts';
import { stateFolder } from '../state-folder.ts';

const USAGE = 'usage: npm run token -- --org <organization> --role VIEWER|EDITOR [--sub <who>] [--hours <number>]';
/** A month: a lost token soon expires. */
const MAXIMUM_HOURS = 31 * 24;

try {
  const bearer = readFlags(process.argv.slice(2));
  console.log(
    await issueToken(bearer, await loadOrCreateSigningKey(join(stateFolder(process.env), 'issuer-key.json'))),
  );
} catch (error) {
  console.error(`${messageOf(error)}\n${USAGE}`);
  process.exitCode = 2;
}

/** @throws Error that names the wrong flag and what it must be */
function readFlags(args: string[]): Bearer {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ args, options: { org: text, role: text, sub: text, hours: text } });
  if (!values.org) throw new Error('--org is missing: the organization to act for, such as acme.');
  if (!values.role) throw new Error('--role is missing: VIEWER reads, EDITOR also connects and syncs.');
  const role = ROLES.find((known) => known === values.role?.toUpperCase());
  if (role === undefined) throw new Error(`--role must be ${ROLES.join(' or ')}, not ${values.role}.`);
  const hours = Number(values.hours ?? 12);
  if (!(hours > 0 && hours <= MAXIMUM_HOURS)) {
    throw new Error(`--hours ${values.hours} is not a number above 0 and up to ${MAXIMUM_HOURS}.`);
  }
  return { subject: values.sub ?? `${role.toLowerCase()}@${values.org}`, organization: values.org, role, hours };
}
