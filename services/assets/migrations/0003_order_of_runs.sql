-- The latest run that sent a batch: a batch of an earlier run is stale.
alter table connections add column newest_run bigint not null default 0;
