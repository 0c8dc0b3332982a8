import type { Connection, NewConnection } from '../domain/connection.ts';
import { type CheckResult, type Health, UNCHECKED } from '../domain/health.ts';

interface ConnectionRow {
  id: string;
  organization_id: string;
  dataset_id: string;
  name: string;
  bucket_name: string;
  prefix: string;
  region: string;
  notices: string[];
  principal_arn: string;
  external_id: string;
  role_arn: string | null;
  role_submitted_at: Date | null;
  role_verified_at: Date | null;
  created_at: Date;
  first_synced_at: Date | null;
  policies_changed: boolean;
  include_patterns: string[];
  exclude_patterns: string[];
}

export interface HealthRow {
  check_id: string | null;
  checked_at: Date;
  indicator: CheckResult['indicator'];
  cause: CheckResult['cause'];
  probes: CheckResult['probes'];
  findings: CheckResult['findings'];
}

/** The columns that a new connection fills. The insert, its values and the select list are made from this table. */
const NEW_COLUMNS: readonly { name: string; read: (connection: NewConnection) => unknown }[] = [
  { name: 'id', read: ({ id }) => id },
  { name: 'organization_id', read: ({ organizationId }) => organizationId },
  { name: 'dataset_id', read: ({ datasetId }) => datasetId },
  { name: 'name', read: ({ name }) => name },
  { name: 'bucket_name', read: ({ bucket }) => bucket.bucketName },
  { name: 'prefix', read: ({ bucket }) => bucket.prefix },
  { name: 'region', read: ({ bucket }) => bucket.region },
  { name: 'notices', read: ({ notices }) => notices },
  { name: 'principal_arn', read: ({ principalArn }) => principalArn },
  { name: 'external_id', read: ({ externalId }) => externalId },
  { name: 'include_patterns', read: ({ includePatterns }) => includePatterns },
  { name: 'exclude_patterns', read: ({ excludePatterns }) => excludePatterns },
];

/** The columns that are filled later. */
const LATER_COLUMNS = [
  'role_arn',
  'role_submitted_at',
  'role_verified_at',
  'created_at',
  'first_synced_at',
  'policies_changed',
];

const newNames = NEW_COLUMNS.map(({ name }) => name);
const FIRST_PARAMETER = 3;
const newParameters = NEW_COLUMNS.map((_, at) => `$${at + FIRST_PARAMETER}`);

/** $1 organization, $2 the most connections that it may have; then `newValues`. */
export const insertPending = `
  insert into connections (${newNames.join(', ')}, principal_state)
  select ${newParameters.join(', ')}, 'PENDING'
  where (select count(*) from connections where organization_id = $1 and removed_at is null) < $2::integer`;

/** One value for each column of `insertPending`. */
export const newValues = (connection: NewConnection): unknown[] => NEW_COLUMNS.map(({ read }) => read(connection));

/** Select list and joins of a connection with its current health; a `where` follows. */
export const selectConnections = `
  select ${[...newNames, ...LATER_COLUMNS].map((name) => `connections.${name}`).join(', ')},
    check_made.id as check_id, check_made.checked_at, check_made.indicator, check_made.cause, check_made.probes,
    check_made.findings
  from connections
  left join health_checks as check_made on check_made.id = connections.health_check_id`;

export function asConnection(row: ConnectionRow & HealthRow): Connection {
  return {
    id: row.id,
    organizationId: row.organization_id,
    datasetId: row.dataset_id,
    name: row.name,
    bucket: { bucketName: row.bucket_name, prefix: row.prefix, region: row.region },
    notices: row.notices,
    principalArn: row.principal_arn,
    externalId: row.external_id,
    roleArn: row.role_arn,
    roleSubmittedAt: row.role_submitted_at,
    roleVerifiedAt: row.role_verified_at,
    createdAt: row.created_at,
    firstSyncedAt: row.first_synced_at,
    policiesChanged: row.policies_changed,
    includePatterns: row.include_patterns,
    excludePatterns: row.exclude_patterns,
    health: asHealth(row),
  };
}

export function asHealth(row: HealthRow): Health {
  if (row.check_id === null) return UNCHECKED;
  const { check_id: id, checked_at: checkedAt, indicator, cause, probes, findings } = row;
  return { id, checkedAt, indicator, cause, probes, findings };
}
