import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CustomerClients,
  customerClients,
  type Endpoints,
  type GraphqlClient,
  graphqlClient,
  issueToken,
  loadOrCreateSigningKey,
  type Role,
  serviceDatabaseUrl,
} from '@bucket-sync/dev-stack/system';

/** The folder of all files of this stack. */
export const stateFolder = () => process.env.SYSTEM_STATE!;

/** Read anew at each call, because a restarted service has another process id. */
export const endpoints = (): Endpoints => JSON.parse(readFileSync(join(stateFolder(), 'endpoints.json'), 'utf8'));

/** An account in the sandbox, and the key of its administrator. */
export type AccountKey = Endpoints['customer'];

/** The customer's account in the sandbox. All tests share it, unless they name another. */
export function aCustomer(account: AccountKey = endpoints().customer, region?: string): CustomerClients {
  return customerClients(endpoints().awsEndpointUrl, account, region);
}

async function tokenOf(organization: string, role: Role = 'EDITOR'): Promise<string> {
  const key = await loadOrCreateSigningKey(join(stateFolder(), 'issuer-key.json'));
  return issueToken({ subject: `${role}@${organization}`, organization, role, hours: 1 }, key);
}

export async function clientOf(organization: string, role: Role = 'EDITOR'): Promise<GraphqlClient> {
  return graphqlClient(`${endpoints().gatewayUrl}/graphql`, await tokenOf(organization, role));
}

/** Sets an organization's plan and data rows with the command that operators use. */
export function setOrganization(name: string, plan: 'FREE' | 'PAID', rows: number): void {
  const DATABASE_URL = serviceDatabaseUrl(endpoints().databaseUrl, 'assets');
  const command = ['services/assets/src/commands/org.ts', 'set', name, '--plan', plan, '--rows', String(rows)];
  execFileSync(process.execPath, command, { env: { ...process.env, DATABASE_URL }, stdio: 'pipe' });
}

/** A paid organization that belongs to one test. */
export async function anOrganization(rows = 100_000): Promise<{ name: string; client: GraphqlClient }> {
  const name = `org-${randomUUID().slice(0, 8)}`;
  setOrganization(name, 'PAID', rows);
  return { name, client: await clientOf(name) };
}
