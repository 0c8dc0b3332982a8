-- The bucket of a connection, from an event or a batch. An asset is identified by dataset, bucket and key.
alter table connections add column bucket_name text collate "C";
alter table connections add column prefix text;

-- A deleted dataset is hidden at once; a background task deletes its rows.
alter table datasets add column deleted_at timestamptz;

-- The ledger of data rows. The charges of a month add up to data_row_usage.used. A waiver records data rows that were
-- not charged.
create table data_row_entries (
  organization_id text collate "C" not null,
  month date not null,
  -- Null for OPENING: the usage of the month before the ledger existed.
  asset_id uuid,
  object_key text collate "C",
  run_id text collate "C",
  kind text not null check (kind in ('CHARGE', 'WAIVER')),
  reason text not null,
  rows integer not null,
  at timestamptz not null
);
create index data_row_entries_of_asset on data_row_entries (organization_id, month, asset_id);

insert into data_row_entries (organization_id, month, kind, reason, rows, at)
select organization_id, month, 'CHARGE', 'OPENING', used, now()
from data_row_usage
where used > 0;

-- Announced thresholds. Each is announced once for each month and limit.
create table quota_notices (
  organization_id text collate "C" not null,
  month date not null,
  data_rows_limit integer not null,
  percent integer not null,
  primary key (organization_id, month, data_rows_limit, percent)
);

-- Assets that were removed, withdrawn or deleted. A file that returns gets the id of its asset back.
create table former_assets (
  organization_id text collate "C" not null,
  dataset_id uuid not null,
  object_key text collate "C" not null,
  connection_id text collate "C" not null,
  bucket_name text collate "C",
  id uuid not null,
  etag text not null,
  size_bytes bigint not null,
  added_at timestamptz not null,
  left_at timestamptz not null,
  why text not null check (why in ('REMOVED', 'WITHDRAWN', 'DELETED')),
  primary key (organization_id, dataset_id, object_key, connection_id)
);
create index former_assets_by_age on former_assets (left_at);
