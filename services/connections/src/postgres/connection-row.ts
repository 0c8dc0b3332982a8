import type { Connection } from '../domain/connection.ts';
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

/** Select list and joins of a connection with its current health; a `where` follows. */
export const selectConnections = `
  select connections.id, organization_id, dataset_id, name, bucket_name, prefix, region, notices, principal_arn,
    external_id, role_arn, role_submitted_at, role_verified_at, created_at, first_synced_at, policies_changed,
    include_patterns, exclude_patterns,
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
