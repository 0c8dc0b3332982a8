import { type DataRowQuota, quotaAt } from '../domain/data-rows.ts';
import { defaultOrganization, type Organization, type OrganizationDefaults } from '../domain/organization.ts';
import type { Library } from '../domain/ports.ts';

export interface ViewOrganizationParts {
  library: Pick<Library, 'findOrganization' | 'dataRowsUsed'>;
  organizationDefaults: OrganizationDefaults;
  now: () => Date;
}

/** The organization and its data rows of this month. A new organization shows the defaults. */
export async function viewOrganization(
  parts: ViewOrganizationParts,
  organizationId: string,
): Promise<Organization & { dataRows: DataRowQuota }> {
  const now = parts.now();
  const [found, used] = await Promise.all([
    parts.library.findOrganization(organizationId),
    parts.library.dataRowsUsed(organizationId, now),
  ]);
  const organization = found ?? defaultOrganization(organizationId, parts.organizationDefaults);
  return { ...organization, dataRows: quotaAt(now, organization.dataRowsLimit, used) };
}
