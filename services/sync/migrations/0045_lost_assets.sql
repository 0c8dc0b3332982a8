-- How many known assets the assets service no longer has, as it answered the opening of the run: its database was
-- restored to an earlier time. The run inspects every asset again, unless the run before found the same number.
alter table sync_runs add column lost_assets bigint not null default 0;
