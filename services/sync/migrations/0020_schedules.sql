-- When a connection syncs automatically. A connection without a row syncs only by hand.
create table sync_schedules (
  connection_id uuid primary key,
  organization_id text not null,
  interval text not null check (interval in ('HOURLY', 'DAILY', 'WEEKLY')),
  -- HH:MM in time_zone; null for HOURLY.
  at_time text,
  -- MONDAY … SUNDAY; null unless WEEKLY.
  weekday text,
  time_zone text not null,
  next_sync_at timestamptz not null,
  -- Why no sync starts: the cause of the connection's health. Null while it is healthy.
  paused_cause text,
  -- The end of a replica's claim on the row. After it, another replica may start the sync.
  claimed_until timestamptz
);
create index sync_schedules_due on sync_schedules (next_sync_at) where paused_cause is null;
