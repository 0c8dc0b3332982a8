-- The number of missing objects that were sent to be removed. A run ends once this equals `missing`.
alter table sync_runs add column removals_sent bigint not null default 0;

update sync_runs run
set removals_sent = missing - (select count(*) from missing_objects where run_id = run.id)
where removals = 'REMOVING';
