import type { Pool } from '@bucket-sync/shared/postgres';
import { monthOf } from '../domain/data-rows.ts';
import { defaultOrganization, type Organization, type OrganizationDefaults } from '../domain/organization.ts';
import { selectUsed } from '../postgres/quota/data-row-store.ts';
import {
  insertOrganization,
  selectOrganization,
  selectOrganizations,
  updateOrganization,
} from '../postgres/quota/organization-store.ts';
import type { OrgRequest } from './org-arguments.ts';

export interface OrgCommandParts {
  pool: Pool;
  organizationDefaults: OrganizationDefaults;
  now: () => Date;
}

/**
 * @returns the lines to print
 * @throws Error with one sentence for an organization that does not exist
 */
export async function runOrgRequest(parts: OrgCommandParts, request: OrgRequest): Promise<string[]> {
  const { pool } = parts;
  switch (request.verb) {
    case 'set': {
      await insertOrganization(pool, defaultOrganization(request.id, parts.organizationDefaults));
      await updateOrganization(pool, request.id, request.change);
      return [await describe(parts, await findOrganization(pool, request.id))];
    }
    case 'show':
      return [await describe(parts, await findOrganization(pool, request.id))];
    case 'list': {
      const organizations = await selectOrganizations(pool);
      if (organizations.length === 0) return ['There is no organization yet.'];
      return Promise.all(organizations.map((organization) => describe(parts, organization)));
    }
  }
}

async function findOrganization(pool: Pool, id: string): Promise<Organization> {
  const found = await selectOrganization(pool, id);
  if (found) return found;
  throw new Error(
    `There is no organization "${id}" yet: create it with npm run org -- set ${id} --plan PAID --rows 100000.`,
  );
}

async function describe({ pool, now }: OrgCommandParts, organization: Organization): Promise<string> {
  const { id, name, plan, dataRowsLimit } = organization;
  const used = await selectUsed(pool, id, now());
  const usage = `${used} used in ${monthOf(now())}`;
  const warning = used > dataRowsLimit ? '; more than the limit: nothing is added until the month ends' : '';
  return `${id}: "${name}", ${plan}, ${dataRowsLimit} data rows a month, ${usage}${warning}`;
}
