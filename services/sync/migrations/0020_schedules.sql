-- When a connection syncs by itself. No row: only by hand.
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
  -- A replica that starts the sync holds the row until then; another takes over after that.
  claimed_until timestamptz
);
create index sync_schedules_due on sync_schedules (next_sync_at) where paused_cause is null;
