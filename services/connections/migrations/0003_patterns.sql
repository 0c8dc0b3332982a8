-- Which keys below the prefix belong to the connection; they may change at any time.
alter table connections
  add column include_patterns text[] not null default '{}',
  add column exclude_patterns text[] not null default '{}';
