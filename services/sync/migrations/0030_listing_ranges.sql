-- The ranges of keys (resume_after, to_key] that a run still has to list. They are listed at the same time, and divided
-- while they are listed. A range is deleted once it is listed. The rows of an earlier release go on as one range.
create table listing_ranges (
  run_id uuid not null references sync_runs on delete cascade,
  range_id integer not null,
  resume_after text collate "C",
  to_key text collate "C",
  -- The parts of the range that were recorded. A part is recorded only by its number, so it is recorded once.
  parts integer not null default 0,
  primary key (run_id, range_id)
);

insert into listing_ranges (run_id, range_id, resume_after, to_key, parts)
select run_id, shard, resume_after, to_key, pages
from listing_shards
where state <> 'DONE';

-- listing_shards now has one row for each run: its slice. SENT: the slice was sent and is not yet done. The last
-- process that opened the slice holds it, and only the holder records. A process of an earlier release looks for OPEN,
-- so it drops the slice. A slice of which nothing was recorded for a minute is sent again.
alter table listing_shards drop constraint listing_shards_state_check;
update listing_shards set state = 'SENT' where state = 'OPEN';
alter table listing_shards
  add constraint listing_shards_state_check check (state in ('OPEN', 'SENT', 'PARKED', 'DONE')),
  add column holder uuid,
  add column renewed_at timestamptz not null default now(),
  add column next_range integer not null default 1;
