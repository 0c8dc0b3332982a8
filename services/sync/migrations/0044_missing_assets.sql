-- Of the missing files of a held run, those that are assets. The others were skipped, so no asset is removed for them.
alter table sync_runs add column missing_assets bigint not null default 0;
create index missing_assets on missing_objects (run_id, object_key) where etag is not null;

update sync_runs run
set missing_assets = (select count(*) from missing_objects where run_id = run.id and etag is not null)
where state = 'HELD';
