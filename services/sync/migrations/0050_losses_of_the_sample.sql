-- Unchanged assets that the run reads again as a sample of all, and how many of them can no longer be read. A run of an
-- earlier release that is in progress counts none.
alter table sync_runs
  add column rechecked bigint not null default 0,
  add column lost_in_rechecks bigint not null default 0;
