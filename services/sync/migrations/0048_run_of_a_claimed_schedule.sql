-- The id of the run that the claim starts. A replica that continues the claim of a dead one starts no second run.
alter table sync_schedules add column run_id uuid;
