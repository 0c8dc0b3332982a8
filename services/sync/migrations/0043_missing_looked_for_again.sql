-- CHECKING: a person decided to remove the missing files of a held run. They are looked for again, since some may have
-- been put back. Files that are in the bucket again are not removed.
alter table sync_runs drop constraint sync_runs_removals_check;
alter table sync_runs add constraint sync_runs_removals_check
  check (removals in ('UNDECIDED', 'HELD', 'CHECKING', 'REMOVING', 'KEPT'));
-- While CHECKING: the missing keys up to this one were looked for. Null before the first.
alter table listing_shards add column checked_to text collate "C";
