-- The newest run of a connection is that with the highest ordinal. An id says nothing of the order: another service may
-- send any id with its job.
drop index sync_runs_newest;
create index sync_runs_newest on sync_runs (organization_id, connection_id, ordinal desc);
