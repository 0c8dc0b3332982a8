-- Object keys sort by the bytes of their UTF-8, as in S3's listings: collate "C".

create table organizations (
  -- The `org` of the bearer token.
  id text collate "C" primary key,
  name text not null,
  plan text not null check (plan in ('FREE', 'PAID')),
  data_rows_limit integer not null check (data_rows_limit >= 0),
  created_at timestamptz not null default now()
);

-- Data rows used in one calendar month (UTC); `month` is its first day.
create table data_row_usage (
  organization_id text collate "C" not null references organizations (id),
  month date not null,
  used integer not null default 0 check (used >= 0),
  primary key (organization_id, month)
);

create table datasets (
  id uuid primary key,
  organization_id text collate "C" not null references organizations (id),
  name text not null,
  created_at timestamptz not null
);
create index datasets_of_organization on datasets (organization_id, id desc);

-- Connections that appeared in a batch or an event. An ingested batch locks the row of its connection.
create table connections (
  organization_id text collate "C" not null,
  id text collate "C" not null,
  -- Null until the first batch.
  dataset_id uuid,
  -- Every batch updates these counts: to count a million rows for a page takes 100 ms.
  asset_count integer not null default 0 check (asset_count >= 0),
  skipped_count integer not null default 0 check (skipped_count >= 0),
  -- The connection was removed. Its assets stay and are shown as disconnected.
  removed_at timestamptz,
  primary key (organization_id, id)
);
create index connections_of_dataset on connections (organization_id, dataset_id);

-- The primary key has the Explorer's order. A connection fills one dataset, so connection and key are unique.
create table assets (
  organization_id text collate "C" not null,
  dataset_id uuid not null,
  connection_id text collate "C" not null,
  object_key text collate "C" not null,
  -- A UUID of version 7, which grows with added_at. NEWEST sorts by it.
  id uuid not null,
  media_type text not null check (media_type in ('IMAGE', 'VIDEO')),
  content_type text not null,
  size_bytes bigint not null,
  etag text not null,
  width integer not null,
  height integer not null,
  -- Null for an image, and for a video whose file does not state it.
  duration_ms integer,
  frame_rate double precision,
  frame_count integer,
  codec text,
  pixel_format text,
  major_brand text,
  last_modified timestamptz not null,
  added_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (organization_id, dataset_id, object_key, connection_id)
);
create unique index assets_by_id on assets (organization_id, id);

-- Files that are currently skipped.
create table skipped_files (
  organization_id text collate "C" not null,
  dataset_id uuid not null,
  connection_id text collate "C" not null,
  object_key text collate "C" not null,
  id uuid not null,
  size_bytes bigint not null,
  reason text not null,
  detail text not null,
  mend text,
  first_skipped_at timestamptz not null,
  last_skipped_at timestamptz not null,
  -- The last run that skipped the file.
  run_id text collate "C" not null,
  primary key (organization_id, dataset_id, object_key, connection_id)
);
create index skipped_files_of_run on skipped_files (organization_id, run_id, object_key);

-- Skipped files of earlier runs that a later run inspected again or removed. Their rows move here from skipped_files.
-- So a first sync writes each skipped file once, and every run can list the files that it skipped.
create table past_skips (
  organization_id text collate "C" not null,
  run_id text collate "C" not null,
  object_key text collate "C" not null,
  connection_id text collate "C" not null,
  id uuid not null,
  size_bytes bigint not null,
  reason text not null,
  detail text not null,
  mend text,
  first_skipped_at timestamptz not null,
  last_skipped_at timestamptz not null,
  primary key (organization_id, run_id, object_key)
);

-- The applied batches. A redelivered batch is not applied again.
create table applied_batches (
  organization_id text collate "C" not null,
  batch_id text collate "C" not null,
  applied_at timestamptz not null,
  primary key (organization_id, batch_id)
);
