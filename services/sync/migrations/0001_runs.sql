-- One row for each run. A transaction that records a page, a tally or a decision locks the row. So the counters, the
-- shards and the resulting messages always agree.
create table sync_runs (
  id uuid primary key,
  organization_id text not null,
  connection_id uuid not null,
  dataset_id uuid not null,
  requested_by text not null,
  state text not null check (
    state in ('QUEUED', 'RUNNING', 'HELD', 'SUCCEEDED', 'SUCCEEDED_WITH_SKIPS', 'FAILED', 'CANCELLED')
  ),
  requested_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  failure_code text,
  failure_message text,
  listing_done boolean not null default false,
  -- What happens to objects that the listing no longer shows.
  removals text not null default 'UNDECIDED' check (removals in ('UNDECIDED', 'HELD', 'REMOVING', 'KEPT')),
  known_before bigint not null default 0,
  missing bigint not null default 0,
  listed bigint not null default 0,
  unchanged bigint not null default 0,
  -- Unchanged files that an earlier run skipped. A run with such files does not end as SUCCEEDED.
  left_out bigint not null default 0,
  added bigint not null default 0,
  updated bigint not null default 0,
  skipped bigint not null default 0,
  removed bigint not null default 0,
  -- Batches that were sent to be inspected or ingested and are not yet tallied.
  batches_open integer not null default 0,
  bytes_read bigint not null default 0,
  request_count bigint not null default 0,
  -- Grows by one with every published snapshot.
  sequence integer not null default 0,
  published_at timestamptz
);

-- A connection has at most one open run, however many replicas start one.
create unique index sync_runs_active on sync_runs (connection_id) where state in ('QUEUED', 'RUNNING', 'HELD');
create index sync_runs_newest on sync_runs (organization_id, connection_id, id desc);

create table run_skip_counts (
  run_id uuid not null references sync_runs on delete cascade,
  reason text not null,
  count bigint not null,
  primary key (run_id, reason)
);

-- A shard is a range of the key space up to to_key; null is the end of the key space. resume_after is the last listed
-- key. epoch counts the slices: a slice that is delivered twice changes nothing the second time.
create table listing_shards (
  run_id uuid not null references sync_runs on delete cascade,
  shard integer not null,
  epoch integer not null default 0,
  to_key text collate "C",
  resume_after text collate "C",
  pages integer not null default 0,
  state text not null default 'OPEN' check (state in ('OPEN', 'PARKED', 'DONE')),
  primary key (run_id, shard)
);

create table run_batches (
  run_id uuid not null references sync_runs on delete cascade,
  batch_id text not null,
  is_tallied boolean not null default false,
  primary key (run_id, batch_id)
);

create table missing_objects (
  run_id uuid not null references sync_runs on delete cascade,
  object_key text collate "C" not null,
  primary key (run_id, object_key)
);
