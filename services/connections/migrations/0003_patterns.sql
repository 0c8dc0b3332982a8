-- The patterns that select the connection's keys below the prefix. They may change at any time.
alter table connections
  add column include_patterns text[] not null default '{}',
  add column exclude_patterns text[] not null default '{}';
