-- What the last listing of a connection found, in ranges (from_key, to_key] of about 1,000 keys that do not overlap. A
-- range whose listing has the same digest is unchanged, and no known object of it is read. A range has a row only if
-- each of its listed objects has a settled known object that agrees with the digest. Whatever unsettles or changes a
-- known object outside of a listing deletes the row of its range.
create table listed_ranges (
  connection_id uuid not null,
  -- Empty at the start of the key space.
  from_key text collate "C" not null,
  -- Null at the end of the key space.
  to_key text collate "C",
  organization_id text not null,
  -- The run that listed it. The row counts only if this run has succeeded: then all its verdicts are stored.
  run_id uuid not null references sync_runs on delete cascade,
  digest text not null,
  object_count integer not null,
  -- Of the objects, those that were skipped.
  left_out_count integer not null,
  -- Some known keys were missing. The row counts only if the run did not keep their assets.
  has_missing boolean not null,
  primary key (connection_id, from_key)
);

-- How often the known objects were changed during the run by something else, such as the deletion of assets. A page
-- that was compared before such a change stores no range.
alter table sync_runs add column known_changes integer not null default 0;
