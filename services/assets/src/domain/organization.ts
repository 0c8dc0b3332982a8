export const PLANS = ['FREE', 'PAID'] as const;
export type Plan = (typeof PLANS)[number];

export interface Organization {
  /** The `org` of the bearer token. */
  id: string;
  name: string;
  plan: Plan;
  /** Data rows a calendar month. */
  dataRowsLimit: number;
}

/** The plan and limit of a new organization. */
export interface OrganizationDefaults {
  plan: Plan;
  dataRowsLimit: number;
}

export function defaultOrganization(id: string, defaults: OrganizationDefaults): Organization {
  return { id, name: id, ...defaults };
}
