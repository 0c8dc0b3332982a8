-- The latest run that a batch was seen of: what comes of an earlier one is too late.
alter table connections add column newest_run bigint not null default 0;
