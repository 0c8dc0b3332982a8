import type { SandboxAccount } from './admin/administration.ts';
import type { SandboxOptions } from './sandbox.ts';

/**
 * Reads PORT, HOST, DATA_DIR, ACCOUNTS (a JSON list) and IAM_DELAY_MS.
 *
 * @throws Error that names every invalid variable
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): SandboxOptions {
  const wrong: string[] = [];
  const number = (name: string): number | undefined => {
    const text = env[name];
    if (text === undefined || text === '') return undefined;
    if (!/^\d+$/.test(text)) wrong.push(`${name} must be a number, not "${text}"`);
    return Number(text);
  };
  const port = number('PORT');
  const iamDelayMs = number('IAM_DELAY_MS');
  const dataDir = env.DATA_DIR ?? '';
  if (dataDir === '') wrong.push('DATA_DIR must name a folder');
  const accounts = readAccounts(env.ACCOUNTS ?? '[]', wrong);
  if (wrong.length > 0) throw new Error(`The sandbox cannot start: ${wrong.join('; ')}.`);
  return {
    dataDir,
    accounts,
    ...(port === undefined ? {} : { port }),
    ...(env.HOST ? { host: env.HOST } : {}),
    ...(iamDelayMs === undefined ? {} : { iamDelayMs }),
  };
}

const FIELDS = ['accountId', 'alias', 'accessKeyId', 'secretAccessKey'] as const;

function readAccounts(text: string, wrong: string[]): SandboxAccount[] {
  try {
    const accounts = JSON.parse(text) as SandboxAccount[];
    if (
      Array.isArray(accounts) &&
      accounts.every((account) => FIELDS.every((field) => typeof account?.[field] === 'string'))
    ) {
      return accounts;
    }
  } catch {
    // Reported below, like JSON of another shape.
  }
  wrong.push(`ACCOUNTS must be a JSON list of { ${FIELDS.join(', ')} }`);
  return [];
}
