import { parseArgs } from 'node:util';
import { isCallerName } from '@bucket-sync/shared/auth';
import { messageOf } from '@bucket-sync/shared/errors';
import { Problem, parseName } from '@bucket-sync/shared/problem';
import { PLANS, type Plan } from '../domain/organization.ts';

export const USAGE = `usage:
  npm run org -- set <organization> [--plan FREE|PAID] [--rows <data rows a month>] [--name <name>]
  npm run org -- show <organization>
  npm run org -- list`;

/** The operator's request. */
export type OrgRequest =
  | { verb: 'set'; id: string; change: { plan?: Plan; dataRowsLimit?: number; name?: string } }
  | { verb: 'show'; id: string }
  | { verb: 'list' };

const MOST_ROWS = 2_147_483_647;

/** @throws Error with one sentence that names the argument or flag that is wrong */
export function readOrgArguments(args: readonly string[]): OrgRequest {
  const { positionals, values } = parseFlags(args);
  const [verb, id, ...more] = positionals;
  if (more.length > 0) throw new Error(`Unexpected argument: "${more.join(' ')}".\n${USAGE}`);
  const change = readChange(values);
  switch (verb) {
    case 'set':
      if (Object.keys(change).length === 0) throw new Error(`set needs --plan, --rows or --name.\n${USAGE}`);
      return { verb, id: requireId(id), change };
    case 'show':
      refuseFlags(verb, change);
      return { verb, id: requireId(id) };
    case 'list':
      refuseFlags(verb, change);
      if (id !== undefined) throw new Error(`Unexpected argument: "${id}". list shows every organization.`);
      return { verb };
    default:
      throw new Error(`${verb === undefined ? 'Name a command.' : `There is no "${verb}".`}\n${USAGE}`);
  }
}

function parseFlags(args: readonly string[]) {
  const options = { plan: { type: 'string' }, rows: { type: 'string' }, name: { type: 'string' } } as const;
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    // Only the first sentence of parseArgs's error names the argument. The next sentences explain parseArgs's syntax.
    const [said] = messageOf(error).split(/[.]?\s*\n|[.] /);
    throw new Error(`${said}.\n${USAGE}`, { cause: error });
  }
}

function readChange(values: { plan?: string; rows?: string; name?: string }) {
  return {
    ...(values.plan !== undefined && { plan: readPlan(values.plan) }),
    ...(values.rows !== undefined && { dataRowsLimit: readRows(values.rows) }),
    ...(values.name !== undefined && { name: readName(values.name) }),
  };
}

function readPlan(given: string): Plan {
  const plan = PLANS.find((each) => each === given.toUpperCase());
  if (!plan) throw new Error(`--plan is ${PLANS.join(' or ')}, not "${given}".`);
  return plan;
}

function readRows(given: string): number {
  const rows = Number(given);
  if (/^\d+$/.test(given) && rows <= MOST_ROWS) return rows;
  throw new Error(`--rows is a whole number from 0 to ${MOST_ROWS}, not "${given}".`);
}

function readName(given: string): string {
  const named = parseName(given, 'the organization');
  if (named instanceof Problem) throw new Error(`--name: ${named.message}`);
  return named.name;
}

/** The id is that of a token. Any other id would create an organization without callers. */
function requireId(id: string | undefined): string {
  if (isCallerName(id)) return id;
  const which = 'It has 1 to 200 characters, as in the tokens, and no control characters; it comes after the verb.';
  throw new Error(`Which organization? ${which}\n${USAGE}`);
}

function refuseFlags(verb: string, change: object): void {
  if (Object.keys(change).length > 0) throw new Error(`${verb} takes no --plan, --rows or --name: only set does.`);
}
