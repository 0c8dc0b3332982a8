-- A new subscription to the runs of an organization begins with those that ended in the last minutes.
create index ended_runs on sync_runs (organization_id, finished_at) where finished_at is not null;
