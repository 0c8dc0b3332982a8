-- Objects of a run whose outcome is decided after the listing is complete and every batch is tallied.
create table pending_objects (
  run_id uuid not null references sync_runs on delete cascade,
  object_key text collate "C" not null,
  -- WITHDRAWAL: an asset whose file no longer fits. RENAME: a new file with the bytes of an asset. RENAMING: a file
  -- whose rename from renamed_from was sent. NEW: a file that no asset moves to; it is inspected as a new file.
  kind text not null check (kind in ('WITHDRAWAL', 'RENAME', 'RENAMING', 'NEW')),
  etag text not null,
  size_bytes bigint not null,
  -- ISO 8601, as listed.
  last_modified text not null,
  archived_in text,
  renamed_from text collate "C",
  primary key (run_id, object_key)
);
create index pending_objects_of_kind on pending_objects (run_id, kind, etag, size_bytes, object_key);

-- The content of a missing asset, which a renamed file is matched with. Null for an object without an asset.
alter table missing_objects add column etag text;
alter table missing_objects add column size_bytes bigint;
create index missing_objects_of_content on missing_objects (run_id, etag, size_bytes);

alter table sync_runs add column renamed bigint not null default 0;
alter table sync_runs add column withdrawn bigint not null default 0;
alter table sync_runs add column excluded bigint not null default 0;
-- The pending objects: WITHDRAWAL; RENAME and NEW together.
alter table sync_runs add column pending_withdrawals bigint not null default 0;
alter table sync_runs add column pending_renames bigint not null default 0;

-- The batch holds unchanged assets that are read again.
alter table run_batches add column is_recheck boolean not null default false;
-- How the verdicts of the batch are applied: the message's `withdraw`, `renames` and `isRecheck`.
alter table deferred_batches add column options jsonb not null default '{}';
