-- Paused schedules are looked at when they are due, so a missed message about a healthy connection pauses none for
-- good.
create index sync_schedules_next on sync_schedules (next_sync_at);
drop index sync_schedules_due;
