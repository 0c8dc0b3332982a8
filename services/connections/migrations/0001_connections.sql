-- The connection of a dataset to a bucket. A row that was shown is never deleted: its external id stays unique.
create table connections (
  id uuid primary key,
  organization_id text not null,
  dataset_id text not null,
  name text not null,
  bucket_name text not null,
  prefix text collate "C" not null,
  region text not null,
  notices text[] not null,
  principal_arn text not null,
  -- PENDING: IAM creates it, and it is not shown yet. REMOVED: it is deleted from IAM, or other connections share it.
  principal_state text not null check (principal_state in ('PENDING', 'READY', 'REMOVED')),
  external_id text not null unique,
  role_arn text,
  role_submitted_at timestamptz,
  role_verified_at timestamptz,
  created_at timestamptz not null default now(),
  first_synced_at timestamptz,
  removed_at timestamptz,
  -- The last check of the current bucket and role; null: unchecked.
  health_check_id uuid,
  next_check_at timestamptz,
  -- One check at a time across all replicas: the holder of the lease, and when the lease ends unless it is renewed.
  check_holder uuid,
  check_lease_until timestamptz
);

create index connections_of_organization on connections (organization_id, id desc) where removed_at is null;
create index connections_of_dataset on connections (organization_id, dataset_id) where removed_at is null;
create index connections_to_check on connections (next_check_at) where removed_at is null and role_arn is not null;
-- The few rows whose principal must be deleted: left behind by a crash, or removed while IAM did not answer.
create index connections_to_sweep on connections (created_at)
  where principal_state = 'PENDING' or (principal_state = 'READY' and removed_at is not null);

create table health_checks (
  id uuid primary key,
  connection_id uuid not null references connections (id) on delete cascade,
  checked_at timestamptz not null,
  indicator text not null check (indicator in ('GREEN_HEART', 'BROKEN_HEART')),
  cause text,
  probes jsonb not null,
  findings jsonb not null
);

create index health_checks_of_connection on health_checks (connection_id, id desc);
