-- The run reads only files that were skipped for these reasons. Null for a whole sync.
alter table sync_runs add column only_reasons text[];
-- The number of the sample of unchanged assets that the run reads again. Each sync that succeeds moves on to the next
-- sample.
alter table sync_runs add column turn integer not null default 0;

update known_objects set skip_reason = unsettled_reason where unsettled_reason is not null and skip_reason is null;
drop index known_objects_skipped;
create index known_objects_skipped on known_objects (connection_id, skip_reason, object_key)
where skip_reason is not null;

-- A user reported a broken link to the asset: the next sync reads the file again.
alter table known_objects add column is_reported boolean not null default false;
create index known_objects_reported on known_objects (connection_id) where is_reported;
