-- Objects that could not be read yet. They are split off their batch into a new batch. The sync service reads them
-- again at due_at; Kafka does not deliver this batch.
create table deferred_batches (
  run_id uuid not null references sync_runs on delete cascade,
  batch_id text not null,
  -- DeferredObject[] of domain/deferred.ts.
  objects jsonb not null,
  -- When the first of these objects was deferred.
  waiting_since timestamptz not null,
  due_at timestamptz not null,
  waiting_for text,
  primary key (run_id, batch_id)
);
create index deferred_batches_due on deferred_batches (due_at);

-- The keys that were split off the batch. A redelivered batch skips them.
alter table run_batches add column split_off_keys text[];

-- A shard whose listing failed is PARKED until retry_at.
alter table listing_shards add column retry_at timestamptz;
alter table listing_shards add column failing_since timestamptz;
alter table listing_shards add column waiting_for text;
create index listing_shards_retry on listing_shards (retry_at) where retry_at is not null;

-- Finished objects a second, exponentially weighted over 15 s, and the time of the last finished object.
alter table sync_runs add column recent_rate double precision not null default 0;
alter table sync_runs add column recent_rate_at timestamptz;
